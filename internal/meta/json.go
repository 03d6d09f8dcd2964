package meta

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"pressbox/internal/problem"
)

// ParseJSON reads one JSON object. Numbers, true and false stay as written. The
// Value is a Map, or Null when there is nothing or it cannot be read.
func ParseJSON(file string, src []byte, firstLine int) (Value, problem.List) {
	p := jsonParser{report: report{file: file}, src: src, cursor: newCursor(src, firstLine)}
	nothing := Value{Line: int32(firstLine), Column: 1}
	if !readable(src, firstLine, &p.report) {
		return nothing, p.list
	}
	if p.skip(); p.offset == len(src) {
		return nothing, nil
	}
	// The standard library judges the syntax; what follows relies on it.
	var raw json.RawMessage
	var syntax *json.SyntaxError
	if err := json.Unmarshal(src, &raw); errors.As(err, &syntax) {
		p.fail(syntax)
		return nothing, p.list
	}
	v := p.value(0)
	if p.deep || v.Kind == Null {
		return nothing, p.list
	}
	if v.Kind != Map {
		p.add(problem.WrongType, v.Line, v.Column, "an object with keys and values is wanted here, found "+v.Kind.String(), "")
		return nothing, p.list
	}
	return v, p.list
}

// A jsonParser walks over text that is known to be JSON.
type jsonParser struct {
	report
	src    []byte
	offset int // of the next byte to read
	cursor cursor
	deep   bool // nested too deeply; what follows is not read
	halved bool // the string read last holds half of a character
}

// fail reports a mistake of syntax in words of our own.
func (p *jsonParser) fail(e *json.SyntaxError) {
	if e.Error() == "unexpected end of JSON input" {
		line, column := p.cursor.at(len(bytes.TrimSpace(p.src[p.offset:])) + p.offset - 1)
		p.add(problem.Syntax, line, column, "the JSON ends before it is complete", "is a bracket or a quotation mark not closed?")
		return
	}
	// Offset counts the bytes read, the one at fault included.
	at := max(0, min(int(e.Offset), len(p.src))-1)
	for at > 0 && !utf8.RuneStart(p.src[at]) {
		at--
	}
	line, column := p.cursor.at(at)
	c, _ := utf8.DecodeRune(p.src[at:])
	hint := ""
	switch c {
	case '}', ']':
		hint = "remove the comma before it, or add what is missing"
	case '\'':
		hint = "JSON wants double quotes"
	case '\n', '\r', '\t':
		hint = `inside quotation marks write \n or \t`
	case '"':
		hint = "is a comma or a colon missing before it?"
	}
	p.add(problem.Syntax, line, column, fmt.Sprintf("this is not JSON: %q is not expected here", c), hint)
}

// skip moves to the next byte that is no space.
func (p *jsonParser) skip() {
	for p.offset < len(p.src) {
		switch p.src[p.offset] {
		case ' ', '\t', '\n', '\r':
			p.offset++
		default:
			return
		}
	}
}

// next moves to the next byte that is no space, and returns it.
func (p *jsonParser) next() byte {
	p.skip()
	return p.src[p.offset]
}

func (p *jsonParser) value(depth int) Value {
	first := p.next()
	var v Value
	v.Line, v.Column = p.cursor.at(p.offset)
	switch first {
	case '{', '[':
		if depth >= maxDepth {
			p.add(problem.TooDeep, v.Line, v.Column, fmt.Sprintf("lists and maps are nested more than %d deep", maxDepth), "")
			p.deep = true
			return v
		}
		p.offset++
		if first == '[' {
			p.items(&v, depth)
		} else {
			p.object(&v, depth)
		}
	case '"':
		v.Kind, v.Text = Text, p.string()
		p.text(v)
	default:
		begin := p.offset
		for p.offset < len(p.src) && !bytes.ContainsRune([]byte(" \t\r\n,]}"), rune(p.src[p.offset])) {
			p.offset++
		}
		if word := string(p.src[begin:p.offset]); word != "null" {
			v.Kind, v.Text = Text, word
		}
	}
	return v
}

// items reads the items of an array, after its bracket.
func (p *jsonParser) items(v *Value, depth int) {
	v.Kind = List
	for !p.deep {
		switch p.next() {
		case ']':
			p.offset++
			return
		case ',':
			p.offset++
		}
		item := p.value(depth + 1)
		v.Fields = append(v.Fields, Field{Line: item.Line, Column: item.Column, Value: item})
	}
}

// object reads the entries of an object, after its brace.
func (p *jsonParser) object(v *Value, depth int) {
	v.Kind = Map
	var known seen
	for !p.deep {
		switch p.next() {
		case '}':
			p.offset++
			return
		case ',':
			p.offset++
		}
		p.skip()
		var f Field
		f.Line, f.Column = p.cursor.at(p.offset)
		f.Key = p.string()
		p.text(Value{Line: f.Line, Column: f.Column, Text: f.Key})
		p.next() // the colon
		p.offset++
		f.Value = p.value(depth + 1)
		switch first := known.find(v.Fields, f.Key); {
		case p.deep:
		case f.Key == "":
			p.add(problem.Syntax, f.Line, f.Column, "a key is empty", `write "key": value`)
		case first >= 0:
			p.duplicate(f.Line, f.Column, f.Key, v.Fields[first].Line)
		default:
			v.Fields = append(v.Fields, f)
		}
	}
}

// string reads a string, from its first quotation mark to its last.
func (p *jsonParser) string() string {
	begin := p.offset
	for p.offset++; p.src[p.offset] != '"'; p.offset++ {
		if p.src[p.offset] == '\\' {
			p.offset++
		}
	}
	p.offset++
	var s string
	// What is valid as a whole is valid here.
	_ = json.Unmarshal(p.src[begin:p.offset], &s)
	p.halved = strings.ContainsRune(s, utf8.RuneError) && halved(p.src[begin:p.offset])
	return s
}

// text adds a problem for a string whose escapes stand for what no file may hold.
func (p *jsonParser) text(v Value) {
	p.report.text(v)
	if p.halved {
		p.add(problem.BadEncoding, v.Line, v.Column, "an escape stands for half of a character", `write the character itself, or both halves, as in \ud83c\udfc8`)
	}
}

// halved reports whether an escape in a string of JSON is one half of a pair, as
// characters beyond U+FFFF are written, without the other.
func halved(s []byte) bool {
	unit := func(i int) rune {
		if i+6 <= len(s) && s[i] == '\\' && s[i+1] == 'u' {
			if n, err := strconv.ParseUint(string(s[i+2:i+6]), 16, 16); err == nil {
				return rune(n)
			}
		}
		return 0
	}
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != '\\':
		case !utf16.IsSurrogate(unit(i)):
			i++ // what is escaped begins nothing
		case utf16.DecodeRune(unit(i), unit(i+6)) == utf8.RuneError:
			return true
		default:
			i += 11
		}
	}
	return false
}
