package markdown

import (
	"strconv"
	"strings"

	"github.com/gosimple/unidecode"
	"github.com/yuin/goldmark/ast"
)

// heading writes a heading with an id. The page's title is its h1, so a body's first
// level is h2.
func (w *writer) heading(n *ast.Heading) {
	id := w.id(string(w.plain(n)))
	w.leaf(n)
	level := strconv.Itoa(min(max(n.Level, 2), 6))
	w.tag("<h" + level + " id=\"" + id + "\">")
	w.unlinked++
	w.inlines(n)
	w.settle()
	w.unlinked--
	w.tag("</h" + level + ">\n")
}

// maxID bounds an id's length: it is part of an address.
const maxID = 80

// taken are ids that templates use: a page must not have one twice.
var taken = [...]string{"main", "q", "results", "found", "search", "top", "content", "nav", "header", "footer", "menu"}

// id returns an id for the heading of that text: its words in ASCII. A second one
// of the same words is numbered. It depends on nothing after the heading, so that
// links to it stay good when a body grows.
func (w *writer) id(text string) string {
	var b strings.Builder
	hyphen := false
	for _, r := range unidecode.Unidecode(text) {
		switch {
		case r >= 'A' && r <= 'Z':
			r += 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		case r == '\'' || r == '.':
			continue
		default:
			hyphen = true
			continue
		}
		if hyphen && b.Len() > 0 {
			b.WriteByte('-')
		}
		hyphen = false
		b.WriteByte(byte(r))
		if b.Len() >= maxID-1 { // a hyphen and a letter may come together
			break
		}
	}
	base := b.String()
	if base == "" {
		base = "section"
	}
	if w.ids == nil {
		w.ids = make(map[string]int)
		for _, id := range taken {
			w.ids[id] = 1
		}
	}
	id := base
	for w.ids[id] > 0 {
		w.ids[base]++
		id = base + "-" + strconv.Itoa(w.ids[base])
	}
	w.ids[id]++
	w.parts.Anchors = append(w.parts.Anchors, id)
	return id
}
