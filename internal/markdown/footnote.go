package markdown

import (
	"strconv"

	extast "github.com/yuin/goldmark/extension/ast"
)

// Footnotes have ids with a colon, which no heading's id has: fn:1 is the note,
// fnref:1 the first place that refers to it, fnref:1:2 the second.

func noteID(index int) string { return "fn:" + strconv.Itoa(index) }

func referenceID(index, nth int) string {
	id := "fnref:" + strconv.Itoa(index)
	if nth > 0 {
		id += ":" + strconv.Itoa(nth+1)
	}
	return id
}

// page writes the address of an id of this body, for an attribute.
func (w *writer) page(id string) {
	w.flush()
	w.piece(piecePage, []byte("#"+id))
}

func (w *writer) footnoteLink(n *extast.FootnoteLink) {
	id := referenceID(n.Index, n.RefIndex)
	w.parts.Anchors = append(w.parts.Anchors, id)
	w.tag("<sup id=\"" + id + "\">")
	number := strconv.Itoa(n.Index)
	if w.inLink > 0 {
		w.tag(number)
	} else {
		w.tag("<a href=\"")
		w.page(noteID(n.Index))
		w.tag("\" class=\"footnote-ref\" role=\"doc-noteref\">" + number + "</a>")
	}
	w.tag("</sup>")
}

func (w *writer) footnoteBacklink(n *extast.FootnoteBacklink) {
	id := referenceID(n.Index, n.RefIndex)
	if w.lost[id] {
		return
	}
	w.tag(" <a href=\"")
	w.page(id)
	w.tag("\" class=\"footnote-backref\" role=\"doc-backlink\">↩\ufe0e")
	if n.RefIndex > 0 {
		w.tag("<sup>" + strconv.Itoa(n.RefIndex+1) + "</sup>")
	}
	w.tag("</a>")
}

func (w *writer) footnotes(list *extast.FootnoteList) {
	w.tag("<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n")
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		note, ok := n.(*extast.Footnote)
		if !ok {
			continue
		}
		id := noteID(note.Index)
		w.parts.Anchors = append(w.parts.Anchors, id)
		w.tag("<li id=\"" + id + "\">\n")
		w.begin()
		for c := note.FirstChild(); c != nil; c = c.NextSibling() {
			w.down(c.Pos())
			if back, ok := c.(*extast.FootnoteBacklink); ok {
				w.footnoteBacklink(back)
			} else {
				w.block(c)
			}
			w.depth--
		}
		w.tag("</li>\n")
	}
	w.tag("</ol>\n</div>\n")
}
