package plan

// An index is a page that lists all of a kind, or another way into the site.
type index struct {
	kind     string // its address, too
	there    bool   // the site has any of the kind
	inMenu   bool   // every page leads to it
	noIndex  bool
	template string
	data     func(*desk) any
}

// indexes returns all that a site may have, in the order of a menu.
func (d *desk) indexes() []index {
	n := d.room
	return []index{
		{"players", len(n.Players) > 0, true, false, "list.html", (*desk).playerIndex},
		{"teams", len(n.Teams) > 0, true, false, "list.html", (*desk).teamIndex},
		{"sources", len(n.Sources) > 0, true, false, "list.html", (*desk).sourceIndex},
		{"stories", len(n.Stories) > 0, true, !d.storied(), "list.html", (*desk).storyIndex},
		{"transactions", len(d.moves) > 0, true, false, "list.html", (*desk).moveIndex},
		{"archive", len(d.months) > 0, true, false, "list.html", (*desk).archiveIndex},
		{"search", true, true, false, "search.html", (*desk).searchPage},
		{"authors", len(n.Authors) > 0, false, false, "list.html", (*desk).authorIndex},
		{"tags", len(n.Tags) > 0, false, false, "list.html", (*desk).tagIndex},
	}
}

// place returns where an index is.
func (i index) place(d *desk) place { return at(d.base, i.kind+"/") }

// planIndexes plans the indexes that the site has, and tells every page of them.
func (d *desk) planIndexes() {
	for _, i := range d.indexes() {
		d.addIndex(i)
	}
	d.site.Sections = d.sections()
}

func (d *desk) addIndex(i index) {
	if i.there {
		d.addPage(i.place(d), i.template, "", i.noIndex, i.data)
	}
}

// sections returns the ways into the site that it has.
func (d *desk) sections() (list []Section) {
	for _, i := range d.indexes() {
		if i.there && i.inMenu {
			list = append(list, Section{Kind: i.kind, URL: i.place(d).url})
		}
	}
	return list
}
