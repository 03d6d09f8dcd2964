package plan

import (
	"cmp"
	"slices"
	"strconv"

	"pressbox/internal/content"
	"pressbox/internal/newsroom"
	"pressbox/internal/problem"
)

// planRedirects plans a page at every old address, and former names' addresses
// where nobody's live page stands.
func (d *desk) planRedirects() {
	seen := map[string]bool{} // a former name's address that two share leads nowhere
	alias := func(doc *content.Document, list []newsroom.Alias, to place) {
		for _, a := range list {
			from := at(d.base, aliasPath(a.Path))
			if other, ok := d.aliases[from.path]; ok {
				d.report(problem.AliasClash, a.Place, "the alias "+strconv.Quote(a.Path)+" is also one at "+placeText(other), "keep it in one of them")
				d.report(problem.AliasClash, other, "the alias "+strconv.Quote(a.Path)+" is also one at "+placeText(a.Place), "keep it in one of them")
				continue
			}
			d.aliases[from.path] = a.Place
			d.redirect(from, to.url, fromOf(doc))
		}
	}
	for _, p := range d.room.Posts {
		alias(p.Doc, p.Aliases, place{url: d.postURL(p)})
	}
	for _, p := range d.room.Players {
		alias(p.Doc, p.Aliases, d.on(p).place)
	}
	for _, t := range d.room.Teams {
		alias(t.Doc, t.Aliases, d.on(t).place)
	}
	for _, s := range d.room.Sources {
		alias(s.Doc, s.Aliases, d.on(s).place)
	}
	for _, a := range d.room.Authors {
		alias(a.Doc, a.Aliases, d.on(a).place)
	}
	for _, s := range d.room.Stories {
		alias(s.Doc, s.Aliases, d.on(s).place)
	}
	for _, p := range d.room.Pages {
		alias(p.Doc, p.Aliases, d.pages[p])
	}

	// Explicit aliases come first; a name that two have borne leads to neither.
	live := make(map[string]bool, len(d.room.Players)+len(d.room.Teams))
	for _, p := range d.room.Players {
		live["players/"+p.ID+"/"] = true
	}
	for _, t := range d.room.Teams {
		live["teams/"+t.ID+"/"] = true
	}
	type former struct {
		rel  string
		to   place
		from string
	}
	var all []former
	owner := map[string]place{}
	collect := func(folder string, names []newsroom.Dated, to place, from string) {
		for _, n := range names {
			if n.To == "" || n.To > d.today {
				continue
			}
			rel := folder + "/" + newsroom.Slug(n.Text) + "/"
			if live[rel] || owner[rel] == to {
				continue
			}
			if _, ok := owner[rel]; ok {
				seen[rel] = true
			}
			owner[rel] = to
			all = append(all, former{rel, to, from})
		}
	}
	for _, p := range d.room.Players {
		if p.Registered() {
			collect("players", p.Names, d.on(p).place, p.Doc.Path)
		}
	}
	for _, t := range d.room.Teams {
		if t.Doc != nil {
			collect("teams", t.Names, d.on(t).place, t.Doc.Path)
		}
	}
	for _, f := range all {
		from := at(d.base, f.rel)
		if _, ok := d.aliases[from.path]; !ok && !seen[f.rel] {
			d.redirect(from, f.to.url, f.from)
		}
	}

	if len(d.redirects) == 0 {
		return
	}
	slices.SortFunc(d.redirects, func(a, b Redirect) int { return cmp.Compare(a.From, b.From) })
	d.add(at(d.base, "_redirects"), RedirectAll, "", func(d *desk) any { return &RedirectList{Redirects: d.redirects} })
}

func (d *desk) redirect(from place, to, doc string) {
	r := Redirect{From: from.url, To: to, Absolute: d.origin + to}
	d.redirects = append(d.redirects, r)
	d.add(from, RedirectTo, doc, func(d *desk) any { return &r })
}

func placeText(p newsroom.Place) string {
	if p.Line == 0 {
		return p.File
	}
	return p.File + ":" + strconv.Itoa(p.Line)
}
