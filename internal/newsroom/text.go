package newsroom

import "pressbox/internal/content"

// A Text is the body of a record or of a page as it is by now. It stands in the Newsroom
// and not with what it is about, so that newsrooms may share that and differ in texts.
type Text struct {
	Doc   *content.Document // nil for none; but for the body as that which the record was read from
	Links []Ref             // what Doc.Parts.Links lead to, index by index; none when all lead to other sites
}

// Text returns the text of which doc was the document when its record or page was read;
// doc may be nil.
func (n *Newsroom) Text(doc *content.Document) Text {
	if doc != nil {
		if t, ok := n.texts[doc.Path]; ok {
			return t
		}
	}
	return Text{Doc: doc}
}

// Summary returns what a text begins with, as one line of plain text.
func (t Text) Summary() string {
	if t.Doc == nil {
		return ""
	}
	return t.Doc.Parts.Summary
}

// linkText keeps a text with its links resolved.
func (n *Newsroom) linkText(x *index, w *worker, doc *content.Document) Text {
	t := Text{doc, x.links(w, doc, x.today)}
	n.texts[doc.Path] = t
	return t
}
