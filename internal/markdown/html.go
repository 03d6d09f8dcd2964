package markdown

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark/ast"
)

// HTML in a body is shown as it was typed unless site.yaml trusts its writers. A
// comment was never meant to be shown, and is dropped.

func (w *writer) htmlBlock(n *ast.HTMLBlock) {
	var text []byte
	lines := n.Lines()
	for i := range lines.Len() {
		s := lines.At(i)
		text = append(text, s.Value(w.src)...)
	}
	if n.HasClosure() {
		text = append(text, n.ClosureLine.Value(w.src)...)
	}
	if w.opt.RawHTML {
		w.settle()
		w.html = append(w.html, text...)
		if len(text) > 0 && text[len(text)-1] != '\n' {
			w.html = append(w.html, '\n')
		}
		return
	}
	text = bytes.TrimSpace(withoutComments(text))
	if len(text) == 0 {
		return
	}
	w.rawFault(n.Pos(), text)
	w.tag("<p>")
	w.html = appendText(w.html, text)
	w.tag("</p>\n")
}

func (w *writer) rawHTML(n *ast.RawHTML) {
	var text []byte
	for i := range n.Segments.Len() {
		s := n.Segments.At(i)
		text = append(text, s.Value(w.src)...)
	}
	if w.opt.RawHTML {
		w.settle()
		w.html = append(w.html, text...)
		return
	}
	if text = withoutComments(text); len(text) == 0 {
		return
	}
	if text[1] != '/' { // the end of what was reported
		w.rawFault(n.Pos(), text)
	}
	w.settle()
	w.html = appendText(w.html, text)
	w.prev = 'x'
}

func (w *writer) rawFault(at int, text []byte) {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	w.fault(at, rawHTML, fmt.Sprintf("the HTML %q is shown as text", quotable(string(bytes.TrimSpace(line)))),
		"write it in Markdown, or set markdown.raw_html in site.yaml if every writer is trusted")
}

// withoutComments returns text without HTML comments; one that is not closed goes
// on to the end.
func withoutComments(text []byte) []byte {
	if !bytes.Contains(text, []byte("<!--")) {
		return text
	}
	var out []byte
	for {
		i := bytes.Index(text, []byte("<!--"))
		if i < 0 {
			return append(out, text...)
		}
		out = append(out, text[:i]...)
		text = text[i+4:]
		if bytes.HasPrefix(text, []byte(">")) || bytes.HasPrefix(text, []byte("->")) {
			text = text[bytes.IndexByte(text, '>')+1:]
			continue
		}
		end := bytes.Index(text, []byte("-->"))
		if end < 0 {
			return out
		}
		text = text[end+3:]
	}
}
