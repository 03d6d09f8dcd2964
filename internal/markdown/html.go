package markdown

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// HTML in a body is shown as it was typed unless site.yaml trusts its writers. A
// comment was never meant to be shown, and is dropped.

func (w *writer) htmlBlock(n *ast.HTMLBlock) {
	lines := n.Lines().Sliced(0, n.Lines().Len())
	if n.HasClosure() {
		lines = append(slices.Clone(lines), n.ClosureLine)
	}
	if w.opt.RawHTML {
		if html := w.trusted(lines); len(html) > 0 && html[len(html)-1] != '\n' {
			w.html = append(w.html, '\n')
		}
		return
	}
	html := bytes.TrimSpace(withoutComments(joined(lines, w.src)))
	if len(html) == 0 {
		return
	}
	w.rawFault(n.Pos(), html)
	w.tag("<p>")
	w.html = appendText(w.html, html)
	w.tag("</p>\n")
}

func (w *writer) rawHTML(n *ast.RawHTML) {
	segments := n.Segments.Sliced(0, n.Segments.Len())
	if w.opt.RawHTML {
		w.within(bytes.ToLower(w.trusted(segments)))
		return
	}
	html := withoutComments(joined(segments, w.src))
	if len(html) == 0 {
		return
	}
	if html[1] != '/' { // the end of what was reported
		w.rawFault(n.Pos(), html)
	}
	w.settle()
	w.html = appendText(w.html, html)
	w.prev = 'x'
}

// within notes that a tag begins or ends a link, in which names are not linked again.
func (w *writer) within(tag []byte) {
	switch {
	case len(tag) > 2 && tag[1] == 'a' && bytes.IndexByte([]byte(" \t\r\n>"), tag[2]) >= 0:
		w.anchors++
		w.unlinked++
	case w.anchors > 0 && bytes.HasPrefix(tag, []byte("</a")) && len(bytes.TrimSpace(tag)) == len("</a>"):
		w.anchors--
		w.unlinked--
	}
}

func joined(segments []text.Segment, src []byte) []byte {
	var all []byte
	for _, s := range segments {
		all = append(all, s.Value(src)...)
	}
	return all
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
