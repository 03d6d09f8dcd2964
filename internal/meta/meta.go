// Package meta turns YAML, TOML or JSON text into one small tree of values, each
// with its place in the file, and reads such trees strictly.
//
// Its one law: a scalar stays the text that was written. "NO", "010", "y" and
// "2022-11-01" are strings here; only the reader that knows the key decides
// what they mean. Line numbers are lines of the file, not of the block.
package meta

// Kind is the shape of a Value.
type Kind uint8

const (
	Null Kind = iota // nothing written, or null
	Text             // any scalar
	List
	Map
)

// A Value is one node of the tree.
type Value struct {
	Kind   Kind
	Line   int32 // in the file, from 1
	Column int32 // in characters, from 1
	Text   string
	Fields []Field // the entries of a Map in the order written, or the items of a List with empty keys
}

// A Field is a key with its value, or an item of a list.
type Field struct {
	Key    string
	Line   int32 // of the key
	Column int32
	Value  Value
}
