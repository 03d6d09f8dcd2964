package meta

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"pressbox/internal/problem"
)

// ParseTOML reads a TOML document. Dates, numbers, true and false stay as
// written. The Value is a Map, or Null when there is nothing or it cannot be read.
func ParseTOML(file string, src []byte, firstLine int) (Value, problem.List) {
	p := tomlParser{report: report{file: file}, src: src, first: firstLine, cursor: newCursor(src, firstLine)}
	nothing := Value{Line: int32(firstLine), Column: 1}
	if !readable(src, firstLine, &p.report) {
		return nothing, p.list
	}
	p.reader.Reset(src)
	top := &tomlTable{}
	current := top
	for p.reader.NextExpression() && !p.deep {
		switch e := p.reader.Expression(); e.Kind {
		case unstable.Table:
			current = p.header(top, e, false)
		case unstable.ArrayTable:
			current = p.header(top, e, true)
		case unstable.KeyValue:
			p.offset = int(e.Raw.Offset)
			p.entry(current, e, 0)
		}
		if current == nil {
			// A header that is refused: its entries are still looked at.
			current = &tomlTable{}
		}
	}
	if err := p.reader.Error(); err != nil && !p.deep {
		p.fail(err)
		return nothing, p.list
	}
	if p.deep || len(top.entries) == 0 {
		return nothing, p.list
	}
	v := top.value()
	v.Line, v.Column = v.Fields[0].Line, v.Fields[0].Column
	return v, p.list
}

type tomlParser struct {
	report
	src    []byte
	first  int // line of the file
	reader unstable.Parser
	cursor cursor
	offset int  // where the last thing read has ended
	deep   bool // nested too deeply; what follows is not read
}

// A tomlTable is a map in the making: TOML adds to tables from many places.
type tomlTable struct {
	line, column int32
	entries      []tomlEntry
	index        map[string]int // of entries, once there are many
	// How the table came to be, which says who may add to it.
	header bool // by a header of its own
	dotted bool // by a dotted key
	closed bool // it stands inline, and is complete
}

// A tomlEntry holds exactly one of table, tables and value.
type tomlEntry struct {
	key          string
	line, column int32
	table        *tomlTable
	tables       []*tomlTable // of [[headers]]
	value        Value
}

func (t *tomlTable) find(key string) *tomlEntry {
	if len(t.entries) < 16 {
		for i := range t.entries {
			if t.entries[i].key == key {
				return &t.entries[i]
			}
		}
		return nil
	}
	if t.index == nil {
		t.index = make(map[string]int)
	}
	for i := len(t.index); i < len(t.entries); i++ {
		t.index[t.entries[i].key] = i
	}
	if i, ok := t.index[key]; ok {
		return &t.entries[i]
	}
	return nil
}

func (t *tomlTable) value() Value {
	v := Value{Kind: Map, Line: t.line, Column: t.column, Fields: make([]Field, len(t.entries))}
	for i, e := range t.entries {
		f := Field{Key: e.key, Line: e.line, Column: e.column, Value: e.value}
		switch {
		case e.table != nil:
			f.Value = e.table.value()
		case e.tables != nil:
			f.Value = Value{Kind: List, Line: e.line, Column: e.column}
			for _, t := range e.tables {
				item := t.value()
				f.Value.Fields = append(f.Value.Fields, Field{Line: item.Line, Column: item.Column, Value: item})
			}
		}
		v.Fields[i] = f
	}
	return v
}

// key reads the next part of a key: its text and its place.
func (p *tomlParser) key(n *unstable.Node) (key string, line, column int32) {
	line, column = p.cursor.at(int(n.Raw.Offset))
	p.offset = int(n.Raw.Offset + n.Raw.Length)
	key = string(n.Data)
	if key == "" {
		p.add(problem.Syntax, line, column, "a key is empty", `write key = "value"`)
	}
	p.text(Value{Line: line, Column: column, Text: key})
	return key, line, column
}

// header opens the table that [a.b] or [[a.b]] names. It returns nil, and has
// reported why, when that may not be.
func (p *tomlParser) header(top *tomlTable, e *unstable.Node, list bool) *tomlTable {
	t, depth := top, 0
	for it := e.Key(); it.Next(); {
		key, line, column := p.key(it.Node())
		if depth++; depth > maxDepth {
			p.tooDeep(line, column)
			return nil
		}
		last := it.IsLast()
		old := t.find(key)
		switch {
		case old == nil:
			fresh := &tomlTable{line: line, column: column, header: last}
			entry := tomlEntry{key: key, line: line, column: column}
			if last && list {
				entry.tables = []*tomlTable{fresh}
			} else {
				entry.table = fresh
			}
			t.entries = append(t.entries, entry)
			t = fresh
		case last && list && old.tables != nil:
			fresh := &tomlTable{line: line, column: column, header: true}
			old.tables = append(old.tables, fresh)
			t = fresh
		case last && !list && old.table != nil && !old.table.header && !old.table.dotted && !old.table.closed:
			old.table.header = true
			t = old.table
		case !last && old.tables != nil:
			t = old.tables[len(old.tables)-1]
		case !last && old.table != nil && !old.table.closed:
			t = old.table
		default:
			p.duplicate(line, column, key, old.line)
			return nil
		}
	}
	return t
}

// entry reads "key = value" into t. The key may be dotted.
func (p *tomlParser) entry(t *tomlTable, e *unstable.Node, depth int) {
	for it := e.Key(); it.Next(); {
		key, line, column := p.key(it.Node())
		if depth++; depth > maxDepth {
			p.tooDeep(line, column)
			return
		}
		old := t.find(key)
		switch {
		case it.IsLast():
			fresh := tomlEntry{key: key, line: line, column: column}
			p.fill(&fresh, e.Value(), depth)
			if old != nil {
				p.duplicate(line, column, key, old.line)
			} else if !p.deep {
				t.entries = append(t.entries, fresh)
			}
			return
		case old == nil:
			fresh := &tomlTable{line: line, column: column, dotted: true}
			t.entries = append(t.entries, tomlEntry{key: key, line: line, column: column, table: fresh})
			t = fresh
		case old.table != nil && !old.table.header && !old.table.closed:
			t = old.table
		default:
			p.duplicate(line, column, key, old.line)
			t = &tomlTable{} // read the value all the same, for what is wrong in it
		}
	}
}

// fill reads the value of an entry. An inline table stays a table until the end,
// so that nothing is built twice.
func (p *tomlParser) fill(e *tomlEntry, n *unstable.Node, depth int) {
	if n.Kind == unstable.InlineTable {
		e.table = p.inline(n, depth)
		return
	}
	e.value = p.value(n, depth)
}

func (p *tomlParser) inline(n *unstable.Node, depth int) *tomlTable {
	t := &tomlTable{closed: true}
	t.line, t.column = p.open()
	if depth > maxDepth {
		p.tooDeep(t.line, t.column)
		return t
	}
	for it := n.Children(); it.Next() && !p.deep; {
		p.entry(t, it.Node(), depth)
	}
	p.close()
	return t
}

func (p *tomlParser) value(n *unstable.Node, depth int) Value {
	switch n.Kind {
	case unstable.InlineTable:
		return p.inline(n, depth).value()
	case unstable.Array:
		v := Value{Kind: List}
		v.Line, v.Column = p.open()
		if depth > maxDepth {
			p.tooDeep(v.Line, v.Column)
			return v
		}
		for it := n.Children(); it.Next() && !p.deep; {
			item := p.value(it.Node(), depth+1)
			v.Fields = append(v.Fields, Field{Line: item.Line, Column: item.Column, Value: item})
		}
		p.close()
		return v
	}
	v := Value{Kind: Text, Text: string(n.Data)}
	v.Line, v.Column = p.cursor.at(int(n.Raw.Offset))
	p.offset = int(n.Raw.Offset + n.Raw.Length)
	if strings.Contains(v.Text, "\r\n") {
		v.Text = strings.ReplaceAll(v.Text, "\r\n", "\n") // a long string of a file with CR LF
	}
	p.text(v)
	return v
}

// open moves over the bracket that begins an array or an inline table, which the
// library gives no place, and returns where it is.
func (p *tomlParser) open() (line, column int32) {
	p.skip()
	line, column = p.cursor.at(p.offset)
	p.offset++
	return line, column
}

// close moves over the bracket that ends an array or an inline table.
func (p *tomlParser) close() {
	p.skip()
	p.offset++
}

// skip moves over what may stand before a bracket.
func (p *tomlParser) skip() {
	for p.offset < len(p.src) {
		switch p.src[p.offset] {
		case ' ', '\t', '\r', '\n', ',', '=':
			p.offset++
		case '#':
			for p.offset < len(p.src) && p.src[p.offset] != '\n' {
				p.offset++
			}
		default:
			return
		}
	}
}

func (p *tomlParser) tooDeep(line, column int32) {
	if !p.deep {
		p.add(problem.TooDeep, line, column, fmt.Sprintf("lists and maps are nested more than %d deep", maxDepth), "")
	}
	p.deep = true
}

// fail reports a mistake of syntax.
func (p *tomlParser) fail(err error) {
	var at *unstable.ParserError
	if !errors.As(err, &at) {
		p.add(problem.Syntax, int32(p.first), 0, "this is not TOML: "+err.Error(), "")
		return
	}
	c := newCursor(p.src, p.first)
	line, column := c.at(int(p.reader.Range(at.Highlight).Offset))
	p.add(problem.Syntax, line, column, "this is not TOML: "+at.Message, `write key = "value", with quotes around text`)
}
