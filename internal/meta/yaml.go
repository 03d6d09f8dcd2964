package meta

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"pressbox/internal/problem"
)

// ParseYAML reads one YAML document whose top is a map. firstLine is the line of
// the file on which src begins. What a file of keys and values has no use for is
// refused: anchors and aliases, merge keys, tags, and a second document. The
// Value is a Map, or Null when there is nothing or it cannot be read.
func ParseYAML(file string, src []byte, firstLine int) (Value, problem.List) {
	if v, ok := parseFlat(src, firstLine); ok {
		return v, nil
	}
	return parseFullYAML(file, src, firstLine)
}

// parseFullYAML is ParseYAML without the short way.
func parseFullYAML(file string, src []byte, firstLine int) (Value, problem.List) {
	p := yamlParser{report: report{file: file}, shift: int32(firstLine) - 1}
	nothing := Value{Line: int32(firstLine), Column: 1}
	if !readable(src, firstLine, &p.report) {
		return nothing, p.list
	}
	p.src = p.shield(src)
	loader, err := yaml.NewLoader(bytes.NewReader(p.src), yaml.WithV4Defaults(), yaml.WithPlugin(yamlLimits{}))
	if err != nil {
		// Only wrong options end here, and these are constant.
		p.add(problem.Syntax, nothing.Line, 0, "YAML cannot be read", err.Error())
		return nothing, p.list
	}
	var top, second yaml.Node
	switch err := loader.Load(&top); {
	case errors.Is(err, io.EOF):
		return nothing, nil
	case err != nil:
		p.fail(err)
		return nothing, p.list
	}
	switch err := loader.Load(&second); {
	case errors.Is(err, io.EOF):
	case err != nil:
		p.fail(err)
		return nothing, p.list
	default:
		p.add(problem.Syntax, int32(second.Line)+p.shift, 1, "a second YAML document begins here", "remove the line --- or ... before it")
		return nothing, p.list
	}
	if len(top.Content) != 1 {
		return nothing, nil
	}
	v := p.value(top.Content[0], 0)
	if p.stop || v.Kind == Null {
		return nothing, p.list
	}
	if v.Kind != Map {
		p.add(problem.WrongType, v.Line, v.Column, "keys and values are wanted here, found "+v.Kind.String(), `write each as "key: value"`)
		return nothing, p.list
	}
	return v, p.list
}

// yamlLimits keeps nesting within maxDepth. Aliases are refused when they are
// found, before anything follows them.
type yamlLimits struct{}

var errTooDeep = errors.New("nested too deeply")

func (yamlLimits) CheckDepth(depth int, _ *yaml.DepthContext) error {
	if depth > maxDepth {
		return errTooDeep
	}
	return nil
}

func (yamlLimits) CheckAlias(int, int) error { return nil }

type yamlParser struct {
	report
	src   []byte
	shift int32 // from lines of src to lines of the file
	stop  bool  // something was refused that makes the rest worthless

	endLine, endColumn int32 // of src; 0 until asked for

	// U+2028 and U+2029 are ordinary characters of YAML 1.2, but the library
	// takes them for ends of lines, so these stand in for them.
	line, paragraph rune
}

// shield replaces the two separators by private characters that src does not use.
func (p *yamlParser) shield(src []byte) []byte {
	const separators = "\u2028\u2029"
	if !bytes.ContainsAny(src, separators) {
		return src
	}
	free := rune(0xe000)
	next := func() rune {
		for bytes.ContainsRune(src, free) {
			free++
		}
		free++
		return free - 1
	}
	p.line, p.paragraph = next(), next()
	src = bytes.ReplaceAll(src, []byte("\u2028"), []byte(string(p.line)))
	return bytes.ReplaceAll(src, []byte("\u2029"), []byte(string(p.paragraph)))
}

func (p *yamlParser) unshield(s string) string {
	if p.line == 0 {
		return s
	}
	return strings.NewReplacer(string(p.line), "\u2028", string(p.paragraph), "\u2029").Replace(s)
}

// place turns a place of the library into one of the file. What is missed at the
// end of the text is noticed behind it, which is no place of the file.
func (p *yamlParser) place(line, column int) (int32, int32) {
	if p.endLine == 0 {
		end := newCursor(p.src, 1)
		p.endLine, p.endColumn = end.at(len(p.src))
	}
	l, c := int32(line), int32(column)
	if l > p.endLine || l == p.endLine && c > p.endColumn {
		l, c = p.endLine, p.endColumn
	}
	return l + p.shift, c
}

func (p *yamlParser) value(n *yaml.Node, depth int) Value {
	var v Value
	v.Line, v.Column = p.place(n.Line, n.Column)
	switch {
	case p.stop:
		return v
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		name := "&" + n.Anchor
		if n.Kind == yaml.AliasNode {
			name = "*" + n.Value
		}
		p.refuse(v, fmt.Sprintf("%q is an anchor or an alias of YAML, which are not supported", p.unshield(name)), "write the value out, or put it in quotes")
		return v
	case n.Style&yaml.TaggedStyle != 0:
		p.refuse(v, fmt.Sprintf("%q is a tag of YAML, which are not supported", p.unshield(n.Tag)), "remove it, or put the value in quotes")
		return v
	}
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Style == 0 && nullWord(n.Value) {
			return v
		}
		v.Kind, v.Text = Text, p.unshield(n.Value)
		p.text(v)
	case yaml.SequenceNode:
		v.Kind, v.Fields = List, make([]Field, 0, len(n.Content))
		for _, c := range n.Content {
			item := p.value(c, depth+1)
			v.Fields = append(v.Fields, Field{Line: item.Line, Column: item.Column, Value: item})
		}
	case yaml.MappingNode:
		v.Kind, v.Fields = Map, make([]Field, 0, len(n.Content)/2)
		var known seen
		for i := 0; i+1 < len(n.Content) && !p.stop; i += 2 {
			key := p.value(n.Content[i], depth+1)
			field := Field{Key: key.Text, Line: key.Line, Column: key.Column, Value: p.value(n.Content[i+1], depth+1)}
			switch {
			case p.stop:
			case key.Text == "" && key.Kind == Text:
				p.add(problem.Syntax, key.Line, key.Column, "a key is empty", `write "key: value"`)
			case key.Kind != Text:
				p.add(problem.Syntax, key.Line, key.Column, "a key is text, found "+key.Kind.String(), `write "key: value"`)
			case key.Text == "<<" && n.Content[i].Style == 0:
				p.refuse(key, `"<<" is a merge key of YAML, which are not supported`, "write the keys out")
			default:
				if first := known.find(v.Fields, key.Text); first >= 0 {
					p.duplicate(key.Line, key.Column, key.Text, v.Fields[first].Line)
				} else {
					v.Fields = append(v.Fields, field)
				}
			}
		}
	}
	return v
}

// nullWord reports whether a plain scalar means nothing, by the core schema of
// YAML 1.2.
func nullWord(s string) bool {
	switch s {
	case "", "~", "null", "Null", "NULL":
		return true
	}
	return false
}

func (p *yamlParser) refuse(at Value, text, hint string) {
	p.add(problem.Syntax, at.Line, at.Column, text, hint)
	p.stop = true
}

// fail turns an error of the library into a problem in words of our own.
func (p *yamlParser) fail(err error) {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		p.add(problem.Syntax, p.shift+1, 0, "this is not YAML: "+strings.TrimPrefix(err.Error(), "yaml: "), "")
		return
	}
	mark := load.Mark
	if opened := load.ContextMark; opened.Line > 0 && blamesOpening(load) {
		mark = opened
	}
	rule, text, hint := problem.Syntax, "", ""
	if errors.Is(err, errTooDeep) || strings.Contains(load.Message, errTooDeep.Error()) {
		rule, text, hint = problem.TooDeep, fmt.Sprintf("lists and maps are nested more than %d deep", maxDepth), ""
	} else {
		text, hint = explain(load, charAt(p.src, mark.Line, mark.Column))
	}
	if mark.Line == 0 {
		p.add(rule, p.shift+1, 0, text, hint)
		return
	}
	line, column := p.place(mark.Line, mark.Column)
	p.add(rule, line, column, text, hint)
}

// blamesOpening reports whether an error is better shown where something was
// opened than where the end of it was missed.
func blamesOpening(e *yaml.LoadError) bool {
	switch e.Message {
	case "could not find expected ':'", "did not find expected ',' or ']'", "did not find expected ',' or '}'",
		"found unexpected end of stream", "found unexpected document indicator":
		return true
	}
	return false
}

// explain says in plain words what an error of the library means. at is the
// character at its place, 0 at the end of the text.
func explain(e *yaml.LoadError, at rune) (text, hint string) {
	const quote = "put the value in quotes"
	switch e.Message {
	case "mapping values are not allowed in this context":
		return "a colon stands inside a value", quote + ", or mend the indentation"
	case "found character that cannot start any token":
		if at == '\t' {
			return "a tab stands where spaces are wanted", "indent with spaces"
		}
		return fmt.Sprintf("a value cannot begin with %q", at), quote
	case "found a tab character that violates indentation", "found a tab character where an indentation space is expected",
		"found mixed spaces and tabs in indentation", "found tabs where space indentation is required":
		return "a tab stands where spaces are wanted", "indent with spaces"
	case "could not find expected ':'":
		return "this line is not a key with a value", `write "key: value"; lines that continue a value are indented`
	case "did not find expected ',' or ']'":
		return `a list opened with "[" is not closed, or a comma is missing`, `write it like "[a, b]"`
	case "did not find expected ',' or '}'":
		return `a map opened with "{" is not closed, or a comma is missing`, `write it like "{a: b, c: d}"`
	case "found unexpected end of stream", "found unexpected document indicator":
		return "a quotation mark is not closed", "close it, or put the other kind of quotes around the value"
	case "found unknown escape character", "did not find expected hexadecimal number", "found invalid Unicode character escape code":
		return "a backslash is followed by what is no escape of YAML", `use single quotes, or write \\`
	case "did not find expected key":
		return "what follows the value before does not belong to it", "mend the quotes or the indentation"
	case "did not find expected '-' indicator":
		return "the items of this list are not indented alike", ""
	case "block sequence entries are not allowed in this context":
		return "an item of a list cannot begin here", "begin it on a line of its own, or " + quote
	case "mapping keys are not allowed in this context":
		return "a key cannot begin here", quote
	case "found a comment without preceding whitespace":
		return `a "#" needs a space before it`, quote
	case "did not find expected node content":
		return "a value is missing here", "one that begins with # wants quotes"
	case "did not find expected comment or line break":
		return "nothing may follow here on this line", quote
	case "did not find expected <document start>":
		return "what follows does not belong to the keys and values before it", "mend the indentation"
	case "control characters are not allowed":
		return "a control character stands here", "remove it"
	}
	switch {
	case strings.Contains(e.Message, "unknown anchor"):
		return "an alias of YAML stands here, which are not supported", quote
	case strings.HasPrefix(e.ContextMsg, "while scanning a directive"), strings.HasPrefix(e.ContextMsg, "while scanning a %"):
		return "this directive of YAML cannot be read", quote
	case strings.HasPrefix(e.ContextMsg, "while scanning a tag"):
		return "a value cannot begin with \"!\"", quote
	case strings.HasPrefix(e.ContextMsg, "while scanning an anchor"), strings.HasPrefix(e.ContextMsg, "while scanning an alias"):
		return "an anchor or an alias of YAML stands here, which are not supported", quote
	}
	message := strings.TrimPrefix(e.Message, "yaml: ")
	message = strings.ReplaceAll(message, "did not find expected", "missing")
	return "this is not YAML: " + message, ""
}

// charAt returns the character at a line and column of src, 0 when there is none.
func charAt(src []byte, line, column int) rune {
	c := newCursor(src, 1)
	for i := range src {
		if !utf8.RuneStart(src[i]) {
			continue
		}
		if l, col := c.at(i); int(l) == line && int(col) == column {
			r, _ := utf8.DecodeRune(src[i:])
			return r
		}
	}
	return 0
}
