package markdown

import (
	"encoding/binary"
	"fmt"

	"github.com/yuin/goldmark/ast"
)

const imageAlt = "image-alt"

// figure writes a paragraph that holds an image, or a link around one, and nothing
// else: with the image's title as its caption. It reports whether it did.
func (w *writer) figure(n *ast.Paragraph) bool {
	only := n.FirstChild()
	if only == nil || only.NextSibling() != nil {
		return false
	}
	link, _ := only.(*ast.Link)
	if link != nil {
		if only = link.FirstChild(); only == nil || only.NextSibling() != nil {
			return false
		}
	}
	img, ok := only.(*ast.Image)
	if !ok {
		return false
	}
	w.tag("<figure>")
	opened := link != nil && w.open(Plain, plainly(link.Destination), link.Pos(), link.Title)
	w.image(img, false)
	if opened {
		w.close()
	}
	if len(img.Title) > 0 {
		w.tag("<figcaption>")
		var t typist
		t.begin()
		w.html = t.write(w.html, img.Title, 0, len(img.Title), len(img.Title), escape|curly)
		w.tag("</figcaption>")
	}
	w.tag("</figure>\n")
	return true
}

// image writes an image; titled says whether its title is an attribute of it.
func (w *writer) image(n *ast.Image, titled bool) {
	w.settle()
	alt := string(w.plain(n))
	if alt == "" {
		w.fault(n.Pos(), imageAlt, "the picture has no words for those who cannot see it", "write them between the brackets: ![words](file)")
	}
	dest := plainly(n.Destination)
	if text, hint := fault(dest); text != "" || dest == "" {
		if dest == "" {
			text, hint = "is empty", "write the picture's file between the parentheses"
		}
		w.fault(n.Pos(), unsafeLink, fmt.Sprintf("the address %q %s", quotable(dest), text), hint)
		w.html = appendText(w.html, []byte(alt))
		w.prev = 'x'
		return
	}
	number := w.link(Image, dest, n.Pos())
	w.links[number].Alt = alt
	w.flushHTML()
	w.out = append(w.out, pieceImage)
	w.out = binary.AppendUvarint(w.out, uint64(number))
	first := byte(0)
	if w.images++; w.images == 1 {
		first = 1
	}
	w.out = append(w.out, first)
	w.attr(alt)
	if titled && len(n.Title) > 0 {
		w.html = append(w.html[:0], " title=\""...)
		w.html = append(appendAttr(w.html, plainly(n.Title)), '"')
		w.out = binary.AppendUvarint(w.out, uint64(len(w.html)))
		w.out = append(w.out, w.html...)
		w.html = w.html[:0]
	} else {
		w.out = append(w.out, 0)
	}
	w.prev = 'x'
}

// attr appends s to the piece being written, escaped for an attribute.
func (w *writer) attr(s string) {
	w.html = appendAttr(w.html[:0], s)
	w.out = binary.AppendUvarint(w.out, uint64(len(w.html)))
	w.out = append(w.out, w.html...)
	w.html = w.html[:0]
}
