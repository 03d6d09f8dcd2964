package markdown

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"golang.org/x/text/unicode/norm"
)

// A writer walks the tree of one body and writes its pieces and its parts.
type writer struct {
	typist
	src   []byte
	opt   Options
	parts Parts
	links []Link // of parts
	out   []byte // finished pieces
	html  []byte // HTML not yet in out
	run   []byte // text not yet in html or out: adjacent, so that a name in it is whole
	spot  spot

	end      int // of the leaf block being written, in src
	depth    int
	inLink   int
	unlinked int             // > 0 where names are not linked: in links and headings
	anchors  int             // how many of unlinked are <a> of a writer's HTML in this leaf block
	images   int             // so far
	ids      map[string]int  // how often a heading's id was wanted
	lost     map[string]bool // footnote references that are not shown
}

// writers are used again for their buffers; nothing of a body stays in them.
var writers = sync.Pool{New: func() any { return new(writer) }}

// document appends the pieces of a whole body to out.
func (w *writer) document(out, src []byte, opt Options, doc *ast.Document) (Parts, Pieces) {
	*w = writer{src: src, opt: opt, links: w.links[:0], out: w.out[:0], html: w.html[:0], run: w.run[:0], spot: spot{line: 1}}
	w.blocks(doc)
	w.flush()
	out = slices.Grow(out, len(header)+binary.MaxVarintLen32+len(w.out)+1)
	out = append(out, header...)
	out = binary.AppendUvarint(out, uint64(len(w.links)))
	out = append(out, w.out...)
	out = append(out, pieceEnd)
	w.parts.Summary = w.summary(doc)
	w.parts.Links = append([]Link(nil), w.links...) // kept for as long as the site: no longer than it has to be
	parts := w.parts
	clear(w.links)
	w.src, w.parts, w.ids, w.lost = nil, Parts{}, nil, nil
	return parts, out
}

// The pieces.

func (w *writer) piece(kind byte, b []byte) {
	w.out = append(w.out, kind)
	w.out = binary.AppendUvarint(w.out, uint64(len(b)))
	w.out = append(w.out, b...)
}

// settle ends the run of text.
func (w *writer) settle() {
	if len(w.run) == 0 {
		return
	}
	run := w.run
	if !norm.NFC.IsNormal(run) {
		run = norm.NFC.Bytes(run)
	}
	if w.unlinked > 0 {
		w.html = append(w.html, run...)
	} else {
		w.flushHTML()
		w.piece(pieceProse, run)
	}
	w.run = w.run[:0]
}

func (w *writer) flushHTML() {
	if len(w.html) > 0 {
		w.piece(pieceHTML, w.html)
		w.html = w.html[:0]
	}
}

func (w *writer) flush() {
	w.settle()
	w.flushHTML()
}

// tag writes HTML of our own.
func (w *writer) tag(s string) {
	w.settle()
	w.html = append(w.html, s...)
}

// link adds a destination, and returns its number.
func (w *writer) link(kind LinkKind, dest string, at int) int {
	line, column := w.spot.of(w.src, at)
	w.links = append(w.links, Link{Kind: kind, Dest: dest, Line: line, Column: column})
	return len(w.links) - 1
}

// maxFaults keeps a hostile body from filling the memory with its faults.
const maxFaults = 100

func (w *writer) fault(at int, rule, text, hint string) {
	if len(w.parts.Faults) >= maxFaults {
		return
	}
	line, column := w.spot.of(w.src, at)
	w.parts.Faults = append(w.parts.Faults, Fault{Rule: rule, Line: line, Column: column, Text: text, Hint: hint})
}

func (w *writer) down(at int) {
	if w.depth++; w.depth > maxDepth {
		line, column := place(w.src, max(at, 0))
		panic(Fault{Rule: tooDeep, Line: line, Column: column, Text: fmt.Sprintf("markup is nested more than %d deep", maxDepth), Hint: "take some of it apart"})
	}
}

// Blocks.

func (w *writer) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		w.down(n.Pos())
		w.block(n)
		w.depth--
	}
}

// leaf makes ready for the inline content of n.
func (w *writer) leaf(n ast.Node) {
	w.begin()
	w.unlinked -= w.anchors
	w.anchors, w.end = 0, 0
	if lines := n.Lines(); lines != nil && lines.Len() > 0 {
		w.end = lines.At(lines.Len() - 1).Stop
	}
}

func (w *writer) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Paragraph:
		w.leaf(n)
		if w.figure(n) {
			return
		}
		w.tag("<p>")
		w.inlines(n)
		w.tag("</p>\n")
	case *ast.TextBlock:
		w.leaf(n)
		w.inlines(n)
		if n.NextSibling() != nil && n.FirstChild() != nil {
			w.tag("\n")
		}
	case *ast.Heading:
		w.heading(n)
	case *ast.Blockquote:
		w.tag("<blockquote>\n")
		w.blocks(n)
		w.tag("</blockquote>\n")
	case *ast.List:
		w.list(n)
	case *ast.CodeBlock:
		w.tag("<pre><code>")
		w.lines(n)
		w.tag("</code></pre>\n")
	case *ast.FencedCodeBlock:
		w.fence(n)
	case *ast.HTMLBlock:
		w.htmlBlock(n)
	case *ast.ThematicBreak:
		w.tag("<hr>\n")
	case *extast.Table:
		w.table(n)
	case *extast.FootnoteList:
		w.footnotes(n)
	}
}

func (w *writer) list(n *ast.List) {
	if n.IsOrdered() {
		w.tag("<ol")
		if n.Start != 1 {
			w.tag(" start=\"" + strconv.Itoa(n.Start) + "\"")
		}
		w.tag(">\n")
	} else {
		w.tag("<ul>\n")
	}
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		w.tag("<li>")
		if fc := item.FirstChild(); fc != nil {
			if _, tight := fc.(*ast.TextBlock); !tight {
				w.tag("\n")
			}
		}
		w.blocks(item)
		w.tag("</li>\n")
	}
	if n.IsOrdered() {
		w.tag("</ol>\n")
	} else {
		w.tag("</ul>\n")
	}
}

func (w *writer) lines(n ast.Node) {
	w.settle()
	lines := n.Lines()
	for i := range lines.Len() {
		s := lines.At(i)
		w.html = appendText(w.html, s.Value(w.src))
	}
}

func (w *writer) fence(n *ast.FencedCodeBlock) {
	w.tag("<pre><code")
	if lang := n.Language(w.src); len(lang) > 0 {
		w.tag(" class=\"language-")
		w.html = appendAttr(w.html, plainly(lang))
		w.tag("\"")
	}
	w.tag(">")
	w.lines(n)
	w.tag("</code></pre>\n")
}

// Inlines.

func (w *writer) inlines(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if t, ok := n.(*ast.Text); ok {
			w.text(t)
			continue
		}
		w.down(n.Pos())
		w.inline(n)
		w.depth--
	}
}

func (w *writer) text(n *ast.Text) {
	if n.IsRaw() {
		w.run = appendText(w.run, n.Segment.Value(w.src))
		w.prev = 'x'
	} else {
		w.run = w.write(w.run, w.src, n.Segment.Start, n.Segment.Stop, max(w.end, n.Segment.Stop), escape|curly)
	}
	switch {
	case n.HardLineBreak():
		w.tag("<br>\n")
		w.prev = ' '
	case n.SoftLineBreak():
		w.run = append(w.run, '\n')
		w.prev = ' '
	}
}

func (w *writer) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Emphasis:
		open, closing := "<em>", "</em>"
		if n.Level == 2 {
			open, closing = "<strong>", "</strong>"
		}
		w.tag(open)
		w.inlines(n)
		w.tag(closing)
	case *extast.Strikethrough:
		w.tag("<del>")
		w.inlines(n)
		w.tag("</del>")
	case *ast.CodeSpan:
		w.codeSpan(n)
	case *ast.Link:
		w.anchor(n)
	case *ast.AutoLink:
		w.autoLink(n)
	case *ast.Image:
		w.image(n, true)
	case *ast.RawHTML:
		w.rawHTML(n)
	case *wiki:
		w.wiki(n)
	case *extast.FootnoteLink:
		w.footnoteLink(n)
	case *extast.FootnoteBacklink:
		w.footnoteBacklink(n)
	default:
		w.inlines(n)
	}
}

func (w *writer) codeSpan(n *ast.CodeSpan) {
	w.tag("<code>")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			from := len(w.html)
			w.html = appendText(w.html, t.Segment.Value(w.src))
			for i := from; i < len(w.html); i++ {
				if w.html[i] == '\n' || w.html[i] == '\r' {
					w.html[i] = ' '
				}
			}
		}
	}
	w.html = append(w.html, "</code>"...)
	w.prev = 'x'
}

// open begins a link, and reports whether it did: within another link there is none.
func (w *writer) open(kind LinkKind, dest string, at int, title []byte) bool {
	if w.inLink > 0 {
		return false
	}
	if text, hint := fault(dest); text != "" && kind != Wiki {
		w.fault(at, unsafeLink, fmt.Sprintf("the address %q %s", quotable(dest), text), hint)
		return false
	}
	n := w.link(kind, dest, at)
	w.flush()
	w.inLink++
	w.unlinked++
	w.out = append(w.out, pieceOpen)
	w.out = binary.AppendUvarint(w.out, uint64(n))
	if kind != Plain || !Elsewhere(dest) {
		dest = ""
	}
	w.out = binary.AppendUvarint(w.out, uint64(len(dest)))
	w.out = append(w.out, dest...)
	more := w.html[:0]
	if len(title) > 0 {
		more = appendAttr(append(more, " title=\""...), plainly(title))
		more = append(more, '"')
	}
	w.out = binary.AppendUvarint(w.out, uint64(len(more)))
	w.out = append(w.out, more...)
	return true
}

func (w *writer) close() {
	w.flush()
	w.inLink--
	w.unlinked--
	w.out = append(w.out, pieceClose)
}

func (w *writer) anchor(n *ast.Link) {
	opened := w.open(Plain, plainly(n.Destination), n.Pos(), n.Title)
	w.inlines(n)
	if opened {
		w.close()
	}
}

func (w *writer) autoLink(n *ast.AutoLink) {
	label := n.Label(w.src)
	dest := string(label)
	if n.AutoLinkType == ast.AutoLinkEmail && (len(dest) < 7 || dest[:7] != "mailto:") {
		dest = "mailto:" + dest
	}
	opened := w.open(Plain, dest, n.Pos(), nil)
	w.settle()
	w.html = appendText(w.html, label)
	w.prev = 'x'
	if opened {
		w.close()
	}
}

func (w *writer) wiki(n *wiki) {
	name := plainly(n.name[0].Value(w.src))
	for _, s := range n.name[1:] {
		name += " " + plainly(s.Value(w.src))
	}
	opened := w.open(Wiki, norm.NFC.String(name), n.Pos(), nil)
	if !opened {
		w.settle()
	}
	w.unlinked++
	for i, s := range n.text {
		if i > 0 {
			w.run = w.rune(w.run, '\n', escape)
		}
		w.run = w.write(w.run, w.src, s.Start, s.Stop, s.Stop, escape|curly)
	}
	w.settle()
	w.unlinked--
	if opened {
		w.close()
	}
}

// Places.

// place returns the line and the column, in characters, of an offset.
func place(src []byte, at int) (line, column int32) {
	var s spot
	s.line = 1
	return s.of(src, at)
}

// A spot is a place that was asked for; the next one is counted from there.
type spot struct {
	at     int // offset
	line   int32
	column int32 // characters before at in its line
}

func (s *spot) of(src []byte, at int) (line, column int32) {
	at = min(max(at, 0), len(src))
	if at < s.at {
		*s = spot{at: 0, line: 1 + int32(bytes.Count(src[:at], []byte("\n")))}
		s.at = bytes.LastIndexByte(src[:at], '\n') + 1
	} else if n := bytes.Count(src[s.at:at], []byte("\n")); n > 0 {
		s.line += int32(n)
		s.at = bytes.LastIndexByte(src[:at], '\n') + 1
		s.column = 0
	}
	s.column += int32(utf8.RuneCount(src[s.at:at]))
	s.at = at
	return s.line, s.column + 1
}
