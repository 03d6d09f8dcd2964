package markdown

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"golang.org/x/text/unicode/norm"
)

// maxSummary is where a summary is cut, in bytes: no card or feed shows more.
const maxSummary = 1000

// summary returns the first paragraph that has words, on one line; without one the
// first words of a list or a quotation.
func (w *writer) summary(doc *ast.Document) string {
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if p, ok := n.(*ast.Paragraph); ok {
			if s := w.line(p); s != "" {
				return s
			}
		}
	}
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		switch n.(type) {
		case *ast.List, *ast.Blockquote:
			if s := w.firstWords(n); s != "" {
				return s
			}
		}
	}
	return ""
}

func (w *writer) firstWords(n ast.Node) string {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		s := ""
		switch c.(type) {
		case *ast.Paragraph, *ast.TextBlock:
			s = w.line(c)
		case *ast.List, *ast.ListItem, *ast.Blockquote:
			s = w.firstWords(c)
		}
		if s != "" {
			return s
		}
	}
	return ""
}

// line returns the text of a leaf block on one line.
func (w *writer) line(n ast.Node) string {
	if c := n.FirstChild(); c != nil && c.NextSibling() == nil {
		if _, ok := c.(*ast.Image); ok {
			return "" // a figure
		}
	}
	b := bytes.TrimSpace(w.plain(n))
	if len(b) > maxSummary {
		cut := maxSummary
		for !utf8.RuneStart(b[cut]) {
			cut--
		}
		if i := bytes.LastIndexAny(b[:cut], " \n"); i > maxSummary/2 {
			cut = i
		}
		b = append(bytes.TrimRight(b[:cut:cut], " ,;:–—\n"), "…"...)
	}
	if bytes.ContainsAny(b, "\n\t\r") || bytes.Contains(b, []byte("  ")) {
		return norm.NFC.String(strings.Join(strings.Fields(string(b)), " "))
	}
	return norm.NFC.String(string(b))
}

// plain returns the text of n without markup: for an id, a summary, an alt text.
func (w *writer) plain(n ast.Node) []byte {
	p := plainer{w: w}
	p.begin()
	_, p.alt = n.(*ast.Image)
	if n.Type() == ast.TypeBlock {
		if lines := n.Lines(); lines.Len() > 0 {
			p.end = lines.At(lines.Len() - 1).Stop
		}
	}
	p.write(n)
	return p.out
}

type plainer struct {
	typist
	w     *writer
	out   []byte
	end   int
	depth int
	alt   bool // the words of a picture are wanted
}

func (p *plainer) write(parent ast.Node) {
	if p.depth++; p.depth > maxDepth {
		return // as deep as this the body is refused anyway
	}
	defer func() { p.depth-- }()
	src := p.w.src
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			if n.IsRaw() {
				p.out = append(p.out, n.Segment.Value(src)...)
				p.prev = 'x'
			} else {
				p.out = p.typist.write(p.out, src, n.Segment.Start, n.Segment.Stop, max(p.end, n.Segment.Stop), curly)
			}
			if n.SoftLineBreak() || n.HardLineBreak() {
				p.out = append(p.out, ' ')
				p.prev = ' '
			}
		case *ast.AutoLink:
			p.out = append(p.out, n.Label(src)...)
			p.prev = 'x'
		case *wiki:
			for i, s := range n.text {
				if i > 0 {
					p.out = p.typist.rune(p.out, ' ', curly)
				}
				p.out = p.typist.write(p.out, src, s.Start, s.Stop, s.Stop, curly)
			}
		case *ast.RawHTML, *extast.FootnoteBacklink:
		case *extast.FootnoteLink:
			if p.alt {
				if p.w.lost == nil {
					p.w.lost = make(map[string]bool)
				}
				p.w.lost[referenceID(n.Index, n.RefIndex)] = true
			}
		case *ast.Image:
			if p.alt {
				p.write(n)
			}
		default:
			p.write(n)
		}
	}
}
