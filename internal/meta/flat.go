package meta

import (
	"strings"
	"unicode/utf8"
)

// parseFlat reads what nearly all posts and records begin with: lines of "key: value"
// whose values are plain or simply quoted words, a list or map of such on one line, or
// one list or map of such below the key. It reports false for anything else, also
// for what is wrong, and then the library decides. What it accepts equals what
// parseFullYAML makes of it, value by value and place by place, some ten
// times sooner; a fuzz target holds it to that.
func parseFlat(src []byte, firstLine int) (Value, bool) {
	if len(src) == 0 || len(src) > maxSize {
		return Value{}, false
	}
	// One copy of the text; every key and value is a part of it.
	rows := flatRows{rest: string(src), line: int32(firstLine) - 1}
	top := Value{Kind: Map, Column: 1, Fields: make([]Field, 0, min(flatKeys, strings.Count(rows.rest, "\n")+1))}
	for rows.next() {
		if rows.row == "" {
			continue
		}
		f, ok := flatEntry(rows.row, rows.line, 1, true)
		if ok && f.Value.Kind == Null && f.Value.Line == 0 {
			f.Value, ok = rows.block()
		}
		if !ok || !top.add(f) {
			return Value{}, false
		}
	}
	if len(top.Fields) == 0 {
		return Value{}, false
	}
	top.Line = top.Fields[0].Line
	return top, true
}

// flatKeys bounds the keys of a flat map, since they are searched one by one.
const flatKeys = 32

// add adds an entry to a flat map, unless it stands there or the map is full.
func (v *Value) add(f Field) bool {
	if len(v.Fields) == flatKeys {
		return false
	}
	for i := range v.Fields {
		if v.Fields[i].Key == f.Key {
			return false
		}
	}
	v.Fields = append(v.Fields, f)
	return true
}

// flatRows walks over lines.
type flatRows struct {
	row  string // without its end
	line int32
	rest string
}

func (r *flatRows) next() bool {
	if r.rest == "" {
		return false
	}
	r.row, r.rest, _ = strings.Cut(r.rest, "\n")
	r.row = strings.TrimSuffix(r.row, "\r")
	r.line++
	return true
}

// block reads the list or the map below a key, all of it indented alike.
func (r *flatRows) block() (Value, bool) {
	if !r.next() {
		return Value{}, false
	}
	indent := indentOf(r.row)
	v := Value{Kind: Map, Line: r.line, Column: int32(indent) + 1}
	if strings.HasPrefix(r.row[indent:], "- ") {
		v.Kind = List
	} else if indent == 0 {
		return Value{}, false // the next key: nothing is given
	}
	v.Fields = make([]Field, 0, 4)
	for {
		row := r.row[indent:]
		if v.Kind == List {
			item, ok := flatItem(row, r.line, v.Column+2)
			if !ok {
				return Value{}, false
			}
			v.Fields = append(v.Fields, Field{Line: item.Line, Column: item.Column, Value: item})
		} else if f, ok := flatEntry(row, r.line, v.Column, false); !ok || !v.add(f) {
			return Value{}, false
		}
		ahead := *r
		if !ahead.next() || ahead.row == "" {
			return v, true
		}
		switch deeper := indentOf(ahead.row) - indent; {
		case deeper > 0:
			return Value{}, false
		case deeper < 0, v.Kind == List && !strings.HasPrefix(ahead.row[indent:], "- "):
			return v, true
		}
		*r = ahead
	}
}

func indentOf(row string) int { return len(row) - len(strings.TrimLeft(row, " ")) }

// flatItem reads "- value".
func flatItem(s string, line, column int32) (Value, bool) {
	if len(s) < 3 || s[:2] != "- " || s[len(s)-1] == ' ' {
		return Value{}, false
	}
	return flatValue(s[2:], line, column)
}

// flatEntry reads "key: value" that begins at column. If the value may stand
// below, it is Null without a place.
func flatEntry(s string, line, column int32, below bool) (Field, bool) {
	colon := strings.IndexByte(s, ':')
	if colon <= 0 || !flatKey(s[:colon]) {
		return Field{}, false
	}
	f := Field{Key: s[:colon], Line: line, Column: column}
	rest := s[colon+1:]
	if rest == "" && below {
		return f, true
	}
	// One space, and none at the end of the line: columns follow from that.
	if len(rest) < 2 || rest[0] != ' ' || rest[len(rest)-1] == ' ' {
		return Field{}, false
	}
	var ok bool
	f.Value, ok = flatValue(rest[1:], line, column+int32(colon)+2)
	return f, ok
}

func flatKey(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_':
		case i > 0 && ('0' <= c && c <= '9' || c == '-'):
		default:
			return false
		}
	}
	return !nullWord(s)
}

func flatValue(s string, line, column int32) (Value, bool) {
	switch s[0] {
	case '[', '{':
		return flatFlow(s, line, column)
	case '"', '\'':
		return flatQuoted(s, line, column)
	}
	return flatPlain(s, line, column, false)
}

// flatPlain reads a plain scalar of one line. In a list, more characters end it.
func flatPlain(s string, line, column int32, inList bool) (Value, bool) {
	if s == "" || s[len(s)-1] == ' ' {
		return Value{}, false
	}
	for i, c := range s {
		switch c {
		case ':':
			if i == 0 || inList || i+1 == len(s) || s[i+1] == ' ' {
				return Value{}, false
			}
		case '#':
			if i == 0 || s[i-1] == ' ' {
				return Value{}, false
			}
		case '[', ']', '{', '}', ',':
			if i == 0 || inList {
				return Value{}, false
			}
		default:
			if !ordinary(c) || i == 0 && !opens(c) {
				return Value{}, false
			}
		}
	}
	v := Value{Line: line, Column: column}
	if !nullWord(s) {
		v.Kind, v.Text = Text, s
	}
	return v, true
}

// flatQuoted reads a quoted scalar without escapes that ends with its line.
func flatQuoted(s string, line, column int32) (Value, bool) {
	if len(s) < 2 || s[len(s)-1] != s[0] {
		return Value{}, false
	}
	quote, inner := rune(s[0]), s[1:len(s)-1]
	for _, c := range inner {
		if c == quote || c == '\\' && quote == '"' || !ordinary(c) {
			return Value{}, false
		}
	}
	return Value{Kind: Text, Line: line, Column: column, Text: inner}, true
}

// flatFlow reads [a, "b"] or {key: a, other: "b"} of plain or simply quoted scalars on one
// line.
func flatFlow(s string, line, column int32) (Value, bool) {
	v := Value{Kind: List, Line: line, Column: column}
	closing := byte(']')
	if s[0] == '{' {
		v.Kind, closing = Map, '}'
	}
	if s[len(s)-1] != closing {
		return Value{}, false
	}
	inner := s[1 : len(s)-1]
	v.Fields = make([]Field, 0, min(flatKeys, strings.Count(inner, ",")+1))
	column++
	for {
		f := Field{Line: line, Column: column}
		if v.Kind == Map {
			colon := strings.Index(inner, ": ")
			if colon <= 0 || !flatKey(inner[:colon]) {
				return Value{}, false
			}
			f.Key, inner = inner[:colon], inner[colon+2:]
			column += int32(colon) + 2
		}
		ok := false
		end := strings.IndexByte(inner, ',')
		if inner != "" && (inner[0] == '"' || inner[0] == '\'') {
			// A comma inside the quotes does not end the item.
			end = -1
			if closing := strings.IndexByte(inner[1:], inner[0]) + 2; closing < len(inner) {
				end = closing
			}
			item := inner
			if end >= 0 {
				item = inner[:end]
			}
			f.Value, ok = flatQuoted(item, line, column)
		} else if end >= 0 {
			f.Value, ok = flatPlain(inner[:end], line, column, true)
		} else {
			f.Value, ok = flatPlain(inner, line, column, true)
		}
		if v.Kind == List {
			v.Fields = append(v.Fields, f)
		} else {
			ok = ok && v.add(f)
		}
		if !ok {
			return Value{}, false
		}
		if end < 0 {
			return v, true
		}
		if len(inner) < end+3 || inner[end:end+2] != ", " {
			return Value{}, false
		}
		column += int32(utf8.RuneCountInString(inner[:end])) + 2
		inner = inner[end+2:]
	}
}

// opens reports whether a plain scalar may begin with c whatever follows.
func opens(c rune) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c > utf8.RuneSelf
}

// ordinary reports whether c is printable and ends no line, whoever reads it.
func ordinary(c rune) bool {
	switch c {
	case '\u2028', '\u2029', '\ufeff', utf8.RuneError, '\uffff', '\ufffe':
		return false
	}
	return 0x20 <= c && c < 0x7f || c >= 0xa0
}
