package newsroom

import (
	"reflect"
	"slices"

	"pressbox/internal/content"
	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// Retell returns p as doc tells it, which is a later state of its document than before.
// It reports false when they differ in more than title, summary and body, when more
// of a newsroom depends on these, or when either has a problem there.
func (p *Post) Retell(before, doc *content.Document) (*Post, bool) {
	was, is := before.Meta.Unpack(), doc.Meta.Unpack()
	if doc.Kind != content.Post || doc.Path != before.Path || !reflect.DeepEqual(untold(was), untold(is)) {
		return nil, false
	}
	var problems problem.List
	told := *p
	for _, d := range []*content.Document{before, doc} {
		r := reader{meta.Read(d.Path, d.Meta.Unpack(), &problems), d, nil, &problems, new(room)}
		told.Doc = d
		told.tell(r)
	}
	if told.Title != p.Title && p.namesStory() {
		return nil, false
	}
	return &told, len(problems) == 0
}

// namesStory reports whether p gives its story the name that it has without a record.
func (p *Post) namesStory() bool {
	return p.Story != nil && p.Story.Doc == nil && p.Story.Posts[0].Doc.Path == p.Doc.Path
}

// tell reads what a post is called and how it begins.
func (p *Post) tell(r reader) {
	p.Title = r.need("title")
	if p.Summary = r.line("summary"); p.Summary == "" {
		p.Summary = r.doc.Parts.Summary
	}
}

// untold returns what front matter holds besides what tell reads.
func untold(v meta.Value) []meta.Field {
	return slices.DeleteFunc(slices.Clone(v.Fields), func(f meta.Field) bool { return f.Key == "title" || f.Key == "summary" })
}
