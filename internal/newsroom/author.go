package newsroom

import (
	"pressbox/internal/content"
	"pressbox/internal/meta"
)

// An Author writes here.
type Author struct {
	ID      string
	Doc     *content.Document // nil when no record describes him or her
	Name    string
	URL     string
	Role    string
	Aliases []Alias
	Image   *Image
	Params  meta.Value

	topic
}

// Registered reports whether a record describes a.
func (a *Author) Registered() bool { return a.Doc != nil }

// readAuthor reads the front matter of a record below content/authors.
func readAuthor(r reader) *Author {
	a := &Author{ID: r.recordID(), Doc: r.doc, Name: r.name("name")}
	if a.Name == "" {
		a.Name = wordsOf(a.ID)
	}
	a.URL, a.Role = r.web("url"), r.line("role")
	a.Aliases, a.Image, a.Params = r.aliases(), r.image("image"), r.params()
	r.Done(map[string]string{
		"title": `use "name" and "role"`, "website": `use "url"`, "bio": "the biography is the text below the front matter",
		"email": `put it below "params"`, "id": "the id is the name of the file", "job": `use "role"`,
	})
	return a
}
