package markdown

import (
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// table writes a table within a div, so that a wide one can scroll by itself.
// Columns are aligned by class: the align attribute is obsolete, and a style
// attribute would not pass a strict content security policy.
func (w *writer) table(n *extast.Table) {
	w.tag("<div class=\"table\"><table>\n")
	body := false
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		_, head := row.(*extast.TableHeader)
		switch {
		case head:
			w.tag("<thead>\n")
		case !body:
			w.tag("<tbody>\n")
			body = true
		}
		w.tag("<tr>\n")
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			if c, ok := cell.(*extast.TableCell); ok {
				w.cell(c, head)
			}
		}
		w.tag("</tr>\n")
		if head {
			w.tag("</thead>\n")
		}
	}
	if body {
		w.tag("</tbody>\n")
	}
	w.tag("</table></div>\n")
}

func (w *writer) cell(n *extast.TableCell, head bool) {
	name := "td"
	if head && n.FirstChild() != nil { // an empty corner heads nothing
		name = "th"
	}
	w.tag("<" + name)
	if name == "th" {
		w.tag(" scope=\"col\"")
	}
	switch n.Alignment {
	case extast.AlignLeft:
		w.tag(" class=\"left\"")
	case extast.AlignRight:
		w.tag(" class=\"right\"")
	case extast.AlignCenter:
		w.tag(" class=\"center\"")
	}
	w.tag(">")
	w.leaf(ast.Node(n))
	if head {
		w.unlinked++
	}
	w.inlines(n)
	w.settle()
	if head {
		w.unlinked--
	}
	w.tag("</" + name + ">\n")
}
