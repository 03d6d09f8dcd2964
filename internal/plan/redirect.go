package plan

import (
	"cmp"
	"strconv"

	"pressbox/internal/content"
	"pressbox/internal/newsroom"
)

// A redirection makes the page at an old address.
type redirection struct {
	Redirect
	alias newsroom.Alias // that a writer typed; none for the address of a former name
}

func (r *redirection) data(*desk) any { return &r.Redirect }

func (r *redirection) former() bool { return r.alias.Place.File == "" }

func (r Redirect) compare(o Redirect) int { return cmp.Compare(r.From, o.From) }

// redirectsOf returns the redirects among files.
func redirectsOf(files []File) (list []Redirect) {
	for _, f := range files {
		if r, ok := f.maker.(*redirection); ok {
			list = append(list, r.Redirect)
		}
	}
	return list
}

// planRedirects plans a page at every old address, and one at that of every name that
// somebody bore. Which of them can stand is seen when all files are known.
func (d *desk) planRedirects() {
	for _, p := range d.room.Posts {
		d.addAliases(p.Doc, p.Aliases, d.postURL(p))
	}
	for _, p := range d.room.Players {
		d.addAliases(p.Doc, p.Aliases, d.on(p).url)
		if p.Registered() {
			d.addFormer("players", p.Names, d.on(p).place, p.Doc)
		}
	}
	for _, t := range d.room.Teams {
		d.addAliases(t.Doc, t.Aliases, d.on(t).url)
		if t.Doc != nil {
			d.addFormer("teams", t.Names, d.on(t).place, t.Doc)
		}
	}
	for _, s := range d.room.Sources {
		d.addAliases(s.Doc, s.Aliases, d.on(s).url)
	}
	for _, a := range d.room.Authors {
		d.addAliases(a.Doc, a.Aliases, d.on(a).url)
	}
	for _, s := range d.room.Stories {
		d.addAliases(s.Doc, s.Aliases, d.on(s).url)
	}
	for _, p := range d.room.Pages {
		d.addAliases(p.Doc, p.Aliases, d.pages[p].url)
	}
}

// addAliases plans redirects from the old addresses of a document.
func (d *desk) addAliases(doc *content.Document, list []newsroom.Alias, to string) {
	for _, a := range list {
		d.redirect(at(d.base, aliasPath(a.Path)), to, fromOf(doc), a)
	}
}

// addFormer plans redirects from the addresses of former names.
func (d *desk) addFormer(folder string, names []newsroom.Dated, to place, doc *content.Document) {
	seen := map[string]bool{to.url: true} // one's own page would stand there anyway
	for _, n := range names {
		if n.To == "" || n.To > d.today {
			continue
		}
		if from := at(d.base, folder+"/"+newsroom.Slug(n.Text)+"/"); !seen[from.url] {
			seen[from.url] = true
			d.redirect(from, to.url, doc.Path, newsroom.Alias{})
		}
	}
}

func (d *desk) redirect(from place, to, doc string, alias newsroom.Alias) {
	d.addMade(from, RedirectTo, doc, &redirection{Redirect{From: from.url, To: to, Absolute: d.origin + to}, alias})
}

func placeText(p newsroom.Place) string {
	if p.Line == 0 {
		return p.File
	}
	return p.File + ":" + strconv.Itoa(p.Line)
}
