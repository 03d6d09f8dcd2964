package newsroom

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"pressbox/internal/content"
	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// A Page stands by itself: about, contact.
type Page struct {
	Doc     *content.Document
	Path    string // below content/pages, without .md: about, legal/privacy
	Title   string
	Summary string    // of its front matter; empty where its Text has one
	Updated time.Time // never later than now
	Draft   bool
	Aliases []Alias
	Image   *Image
	Params  meta.Value

	due time.Time // when it will have been updated; zero when it has
}

// readPage reads the front matter of a document below content/pages.
func readPage(r reader) *Page {
	p := &Page{Doc: r.doc, Title: r.need("title"), Summary: r.line("summary")}
	p.Path = strings.TrimSuffix(strings.TrimPrefix(r.doc.Path, content.Folder+"/pages/"), ".md")
	p.Path = norm.NFC.String(p.Path)
	for part := range strings.SplitSeq(p.Path, "/") {
		if why := slugFault(part); why != "" {
			*r.problems = append(*r.problems, problem.New(problem.BadPath, r.doc.Path, 0, 0,
				fmt.Sprintf("the address would have a part %q that %s", part, why), "rename the file"))
		}
	}
	if m, ok := r.moment("updated"); ok {
		p.Updated = m.time
	}
	p.Draft, _ = r.Bool("draft")
	p.Aliases, p.Image, p.Params = r.aliases(), r.image("image"), r.params()
	r.Done(map[string]string{
		"date": `use "updated", if it must have one`, "slug": "the address is the file's path", "url": "the address is the file's path",
		"permalink": "the address is the file's path", "description": `use "summary"`, "lastmod": `use "updated"`, "name": `use "title"`,
		"layout": "remove it: the template follows from the folder", "menu": `list it under "nav" in site.yaml`, "weight": `list it under "nav" in site.yaml`,
	})
	return p
}
