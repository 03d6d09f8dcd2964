package render

import (
	"bytes"
	"unicode/utf8"
)

// An xmlWriter prints elements as encoding/xml does with an indent of one space,
// for the many long feeds of a site: reflection, and looking at each character on
// its own, take several times as long. What XML cannot hold is dropped, as by clean.
type xmlWriter struct {
	*bytes.Buffer
	depth int
}

func (w *xmlWriter) indent() {
	w.WriteByte('\n')
	for range w.depth {
		w.WriteByte(' ')
	}
}

// start begins an element; its attributes follow, name and value in turn.
func (w *xmlWriter) start(name string, attributes ...string) {
	w.indent()
	w.tag(name, attributes)
	w.depth++
}

func (w *xmlWriter) end(name string) {
	w.depth--
	w.indent()
	w.close(name)
}

// element writes an element that holds a text.
func (w *xmlWriter) element(name, text string, attributes ...string) {
	w.indent()
	w.tag(name, attributes)
	w.text(text)
	w.close(name)
}

func (w *xmlWriter) tag(name string, attributes []string) {
	w.WriteByte('<')
	w.WriteString(name)
	for i := 0; i+1 < len(attributes); i += 2 {
		w.WriteByte(' ')
		w.WriteString(attributes[i])
		w.WriteString(`="`)
		w.text(attributes[i+1])
		w.WriteByte('"')
	}
	w.WriteByte('>')
}

func (w *xmlWriter) close(name string) {
	w.WriteString("</")
	w.WriteString(name)
	w.WriteByte('>')
}

// text writes what stands in an attribute or a short element.
func (w *xmlWriter) text(s string) {
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c < 0x7f && c != '&' && c != '<' && c != '>' && c != '"' && c != '\'' {
			i++
			continue
		}
		with, size := escaped(c), 1
		switch {
		case with != "":
		case c == '"':
			with = "&#34;"
		case c == '\'':
			with = "&#39;"
		case c == '\t':
			with = "&#x9;"
		case c == '\n':
			with = "&#xA;"
		case c >= utf8.RuneSelf:
			var r rune
			if r, size = utf8.DecodeRuneInString(s[i:]); xmlCharacter(r) {
				i += size
				continue
			}
		}
		w.WriteString(s[from:i])
		w.WriteString(with)
		i += size
		from = i
	}
	w.WriteString(s[from:])
}

// markup writes HTML as the text of an element, where quotes and the ends of lines
// may stand as they are.
func (w *xmlWriter) markup(html []byte) {
	from := 0
	for i := 0; i < len(html); {
		c := html[i]
		if c >= 0x20 && c < 0x7f && c != '&' && c != '<' && c != '>' || c == '\n' || c == '\t' {
			i++
			continue
		}
		with, size := escaped(c), 1
		if c >= utf8.RuneSelf {
			var r rune
			if r, size = utf8.DecodeRune(html[i:]); xmlCharacter(r) {
				i += size
				continue
			}
		}
		w.Write(html[from:i])
		w.WriteString(with)
		i += size
		from = i
	}
	w.Write(html[from:])
}

// escaped returns what stands for a character that has a meaning in XML.
func escaped(c byte) string {
	switch c {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '\r':
		return "&#xD;"
	}
	return ""
}
