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

// String returns the words for k in messages to users.
func (k Kind) String() string {
	switch k {
	case Text:
		return "text"
	case List:
		return "a list"
	case Map:
		return "keys with values"
	}
	return "nothing"
}

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

// Lookup returns the entry of a Map under key.
func (v Value) Lookup(key string) (Field, bool) {
	if v.Kind == Map {
		for i := range v.Fields {
			if v.Fields[i].Key == key {
				return v.Fields[i], true
			}
		}
	}
	return Field{}, false
}

// Plain returns v without places, for templates: map[string]any, []any, string,
// or nil. The words true and false become booleans, since the text "false" would
// be true to a template's if; they print the same.
func (v Value) Plain() any {
	switch v.Kind {
	case Text:
		switch v.Text {
		case "true":
			return true
		case "false":
			return false
		}
		return v.Text
	case List:
		list := make([]any, len(v.Fields))
		for i := range v.Fields {
			list[i] = v.Fields[i].Value.Plain()
		}
		return list
	case Map:
		m := make(map[string]any, len(v.Fields))
		for i := range v.Fields {
			m[v.Fields[i].Key] = v.Fields[i].Value.Plain()
		}
		return m
	}
	return nil
}
