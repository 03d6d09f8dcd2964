package newsroom

import (
	"pressbox/internal/content"
	"pressbox/internal/meta"
)

// A Source is a person or an outlet that reports news.
type Source struct {
	ID      string
	Doc     *content.Document // nil when no record describes it
	Name    string
	Outlets []Dated
	Handle  string
	URL     string
	Aliases []Alias
	Image   *Image
	Params  meta.Value

	topic
}

// Registered reports whether a record describes s.
func (s *Source) Registered() bool { return s.Doc != nil }

// Outlet returns whom s reported for on day; empty when nobody is known.
func (s *Source) Outlet(day Day) string {
	for i := len(s.Outlets) - 1; i >= 0; i-- {
		if s.Outlets[i].Covers(day) {
			return s.Outlets[i].Text
		}
	}
	return ""
}

// readSource reads the front matter of a record below content/sources.
func readSource(r reader) *Source {
	s := &Source{ID: r.recordID(), Doc: r.doc, Name: r.name("name")}
	if s.Name == "" {
		s.Name = wordsOf(s.ID)
	}
	s.Outlets = r.dated("outlet", "outlet", "outlets")
	chain(s.Outlets)
	s.Handle, s.URL = r.line("handle"), r.web("url")
	s.Aliases, s.Image, s.Params = r.aliases(), r.image("image"), r.params()
	r.Done(map[string]string{
		"title": `use "name"`, "twitter": `use "handle" or "url"`, "website": `use "url"`, "link": `use "url"`,
		"id": "the id is the name of the file", "employer": `use "outlet"`,
	})
	return s
}

// tells says what tells s apart on day.
func (s *Source) tells(day Day) string {
	if o := s.Outlet(day); o != "" {
		return o
	}
	return s.Handle
}

// fits reports whether a qualifier is true of s: whom it reports for.
func (s *Source) fits(qualifier string, day Day) bool {
	return fold(qualifier) == fold(s.Outlet(day))
}
