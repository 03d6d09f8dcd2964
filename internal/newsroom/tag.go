package newsroom

import "pressbox/internal/problem"

// A Tag is a word that posts share.
type Tag struct {
	Slug  string
	Name  string  // as written first
	Posts []*Post // oldest first
}

// readTag makes a tag of a written word; nil, with a problem, when it cannot be one.
func (d *postDraft) readTag(w written, problems *problem.List) *Tag {
	if why := NameFault(w.text); why != "" {
		w.report(problems, d.post.Doc, problem.BadValue, "the tag "+quote(w.text)+" "+why, "")
		return nil
	}
	return &Tag{Slug: Slug(w.text), Name: w.text}
}
