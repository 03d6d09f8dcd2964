package plan

import (
	"cmp"
	"net/url"
	"path"
	"strconv"
	"strings"

	"pressbox/internal/config"
	"pressbox/internal/content"
	"pressbox/internal/markdown"
	"pressbox/internal/meta"
	"pressbox/internal/newsroom"
	"pressbox/internal/problem"
)

// urlOf returns the address of a subject; "" when it has no page.
func (s *subject) urlOf() string {
	if s == nil {
		return ""
	}
	return s.url
}

// initials returns the letters of a monogram of the subject under a name.
func (s *subject) initials(name string) string {
	if s != nil && s.name == name {
		return s.letters
	}
	return initials(name)
}

// params returns what a template may read of the writer's own keys.
func params(v meta.Value) map[string]any {
	m, _ := v.Plain().(map[string]any)
	return m
}

// playerLink returns a player under a name, as of day, without a team.
func (d *desk) playerLink(p *newsroom.Player, text string, day newsroom.Day) PlayerLink {
	l := PlayerLink{Link: Link{Text: text}, Position: p.Position(day)}
	if l.Position == "" {
		l.Position = p.RoleOn(day)
	}
	s := d.on(p)
	l.URL, l.Initials = s.urlOf(), s.initials(text)
	return l
}

// teamLink returns a team under a name, as of day.
func (d *desk) teamLink(t *newsroom.Team, text string, day newsroom.Day) TeamLink {
	return TeamLink{
		Link: Link{Text: text, URL: d.on(t).urlOf()}, Short: t.Abbreviation(day),
		Primary: t.Primary, Accent: t.Accent,
	}
}

// teamThen returns t under the name it bore on day; nil for no team.
func (d *desk) teamThen(t *newsroom.Team, day newsroom.Day) *TeamLink {
	if t == nil {
		return nil
	}
	l := d.teamLink(t, t.Name(day), day)
	return &l
}

func (d *desk) authorLink(a *newsroom.Author) Link {
	return Link{Text: a.Name, URL: d.on(a).urlOf()}
}

// initials returns the letters of a monogram: of the first word of a name and of
// the last that is no suffix.
func initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '\u00a0' })
	for len(words) > 1 {
		switch strings.TrimRight(words[len(words)-1], ".") {
		case "Jr", "Sr", "II", "III", "IV", "V":
			words = words[:len(words)-1]
			continue
		}
		break
	}
	if len(words) == 0 {
		return ""
	}
	first := letter(words[0])
	if len(words) == 1 {
		return first
	}
	return first + letter(words[len(words)-1])
}

// letter returns the first letter of a word in upper case, past quotes.
func letter(word string) string {
	for i, r := range word {
		if !strings.ContainsRune(`"'“”‘’(.`, r) {
			return strings.ToUpper(word[i : i+len(string(r))])
		}
	}
	return ""
}

// image returns a picture as pages show it; nil for none.
func (d *desk) image(im *newsroom.Image) *Image {
	if im == nil {
		return nil
	}
	out := &Image{Alt: im.Alt, Credit: im.Credit}
	if a := im.Asset; a != nil {
		out.URL, out.Width, out.Height = d.media[a].url, a.Width, a.Height
	} else {
		out.URL = d.local(im.URL)
		out.Width, out.Height = d.sizeOf(im.URL)
	}
	return out
}

// sizeOf returns the size of a picture of static/ by its address; 0 for anything else.
func (d *desk) sizeOf(u string) (width, height int) {
	rel, ok := d.below(u)
	if !ok {
		return 0, 0
	}
	path, _ := pathOf(rel)
	s := d.sized[path]
	return s.Width, s.Height
}

// shared returns im if other sites show it on their cards, which draw no SVG.
func shared(im *Image) *Image {
	if im == nil {
		return nil
	}
	if u, err := url.Parse(im.URL); err == nil && strings.EqualFold(path.Ext(u.Path), ".svg") {
		return nil
	}
	return im
}

// firstImage returns the first picture in a body; nil for none.
func (d *desk) firstImage(doc *content.Document, links []newsroom.Ref) *Image {
	for i, r := range links {
		if i >= len(doc.Parts.Links) || doc.Parts.Links[i].Kind != markdown.Image { // it may be linked to and not shown
			continue
		}
		if t := d.target(r); t.Width > 0 {
			return &Image{URL: t.URL, Width: t.Width, Height: t.Height, Alt: doc.Parts.Links[i].Alt}
		}
	}
	return nil
}

// body returns what is needed to show a document's text.
func (d *desk) body(doc *content.Document, links []newsroom.Ref) Body {
	if doc == nil {
		return Body{}
	}
	if doc.Body.Size == 0 {
		return Body{}
	}
	b := Body{Digest: doc.Body.Digest}
	if len(links) > 0 {
		b.Targets = make([]Target, len(links))
		for i, r := range links {
			b.Targets[i] = d.target(r)
		}
	}
	return b
}

// textBody returns what is needed to show the text of a record or a page.
func (d *desk) textBody(doc *content.Document) Body {
	t := d.room.Text(doc)
	return d.body(t.Doc, t.Links)
}

// summary returns the summary that front matter gives, else that of the text.
func (d *desk) summary(given string, doc *content.Document) string {
	return cmp.Or(given, d.room.Text(doc).Summary())
}

// target returns where a link leads.
func (d *desk) target(r newsroom.Ref) Target {
	var page string
	switch to := r.To.(type) {
	case newsroom.PostNumber:
		page = d.addressOf(int(to))
	case *newsroom.Player:
		page = d.on(to).urlOf()
	case *newsroom.Team:
		page = d.on(to).urlOf()
	case *newsroom.Source:
		page = d.on(to).urlOf()
	case *newsroom.Author:
		page = d.on(to).urlOf()
	case *newsroom.Story:
		page = d.on(to).urlOf()
	case *newsroom.Page:
		page = d.pages[to].url
	case *content.Asset:
		return Target{URL: d.media[to].url, Width: to.Width, Height: to.Height}
	default:
		switch {
		case r.Raw:
			return Target{URL: d.base + d.inHTML(r.URL)}
		case r.URL != "":
			t := Target{URL: d.local(r.URL)}
			t.Width, t.Height = d.sizeOf(r.URL)
			return t
		}
	}
	if page == "" {
		return Target{}
	}
	return Target{URL: page + r.URL}
}

// inHTML returns what follows the base path in an address that a writer typed in HTML,
// where it may hold the base path already, as it has to for other programs.
func (d *desk) inHTML(u string) string {
	if u+"/" == d.base {
		return ""
	}
	if rel, ok := strings.CutPrefix(u, d.base); ok {
		return rel
	}
	return u[1:]
}

// prose returns the names that are linked where they stand in the text of p, with
// their addresses. Which they are, the newsroom knows.
func (d *desk) prose(p *newsroom.Post) []Link {
	names := p.Linkable()
	out := make([]Link, 0, len(names))
	for _, n := range names {
		if t := d.target(n.Ref); t.URL != "" {
			out = append(out, Link{Text: n.Text, URL: t.URL})
		}
	}
	return out
}

// checkLinks looks at every address of this site that a writer typed.
func (d *desk) checkLinks() {
	d.broken = nil
	for _, p := range d.room.Posts {
		d.checkPost(p)
	}
	for _, p := range d.room.Players {
		d.checkText(p.Doc)
		d.checkImage(p.Image)
	}
	for _, t := range d.room.Teams {
		d.checkText(t.Doc)
		d.checkImage(t.Image)
	}
	for _, s := range d.room.Sources {
		d.checkText(s.Doc)
		d.checkImage(s.Image)
	}
	for _, a := range d.room.Authors {
		d.checkText(a.Doc)
		d.checkImage(a.Image)
	}
	for _, s := range d.room.Stories {
		d.checkText(s.Doc)
	}
	for _, p := range d.room.Pages {
		d.checkText(p.Doc)
		d.checkImage(p.Image)
	}
	for what, u := range map[string]string{"publisher's logo": d.cfg.Publisher.Logo, "logo": d.cfg.Look.Logo} {
		if u != "" && !d.leads(u) {
			d.lost(problem.BadImage, newsroom.Place{File: config.File}, "the "+what+" "+strconv.Quote(u)+" is no file of this site", "put it below static/")
		}
	}
	for _, n := range d.cfg.Nav {
		if !d.leads(n.URL) {
			d.lost(problem.BrokenLink, newsroom.Place{File: config.File, Line: n.Line, Column: n.Column}, "the navigation leads to "+strconv.Quote(n.URL)+", where no page is", d.nearby(n.URL))
		}
	}
}

func (d *desk) checkPost(p *newsroom.Post) {
	if p.Retracted == nil {
		d.checkBody(p.Doc, p.Links)
		d.checkImage(p.Image)
	}
}

func (d *desk) checkText(doc *content.Document) {
	t := d.room.Text(doc)
	d.checkBody(t.Doc, t.Links)
}

func (d *desk) checkBody(doc *content.Document, links []newsroom.Ref) {
	for i, r := range links {
		u := r.URL
		if r.Raw {
			u = "/" + d.inHTML(u)
		}
		if u == "" || r.To != nil || d.leads(u) {
			continue
		}
		at := newsroom.Place{File: doc.Path}
		kind := markdown.Plain
		if i < len(doc.Parts.Links) {
			l := doc.Parts.Links[i]
			at.Line, at.Column, kind = int(l.Line), int(l.Column), l.Kind
		}
		if r.Raw {
			d.lost(problem.RawAddress, at, "the HTML leads to "+strconv.Quote(r.URL)+", where this site has nothing", d.nearby(u))
			continue
		}
		if kind == markdown.Image {
			d.lost(problem.BadImage, at, "no picture lies at "+strconv.Quote(r.URL), "put it beside the document or below static/")
			continue
		}
		d.lost(problem.BrokenLink, at, strconv.Quote(r.URL)+" leads to no page of this site", d.nearby(r.URL))
	}
}

func (d *desk) checkImage(im *newsroom.Image) {
	if im != nil && im.Asset == nil && im.URL != "" && !d.leads(im.URL) {
		d.lost(problem.BadImage, im.Place, "no picture lies at "+strconv.Quote(im.URL), "put it beside the document or below static/")
	}
}

// lost adds a problem of a link.
func (d *desk) lost(rule string, at newsroom.Place, text, hint string) {
	d.broken = append(d.broken, problem.New(rule, at.File, at.Line, at.Column, text, hint))
}

// leads reports whether u leads to a file of the plan, or to another site.
func (d *desk) leads(u string) bool {
	rel, ok := d.below(u)
	if !ok {
		return true
	}
	path, ok := pathOf(rel)
	if !ok {
		return false
	}
	if path == "" || strings.HasSuffix(path, "/") {
		_, ok = find(d.files, path+"index.html")
		return ok
	}
	if _, ok = find(d.files, path); !ok {
		_, ok = find(d.files, path+"/index.html") // hosts add the slash
	}
	return ok
}

// pathOf returns the path that an address below the base means.
func pathOf(rel string) (path string, ok bool) {
	if i := strings.IndexAny(rel, "?#"); i >= 0 {
		rel = rel[:i]
	}
	path, err := url.PathUnescape(rel)
	return path, err == nil
}

// nearby suggests an address like u.
func (d *desk) nearby(u string) string {
	rel, _ := d.below(u)
	if inner, ok := strings.CutPrefix(u, d.base); ok && d.base != "/" && d.leads("/"+inner) {
		return "write " + strconv.Quote("/"+inner) + ": the path of base_url is put before it"
	}
	if i := strings.IndexAny(rel, "?#"); i >= 0 {
		rel = rel[:i]
	}
	folder, name := "", strings.TrimSuffix(rel, "/")
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		folder, name = name[:i+1], name[i+1:]
	}
	if near := problem.Nearest(name, d.pagesIn(folder)); near != "" {
		return "did you mean /" + folder + near + "/?"
	}
	return ""
}

// pagesIn returns the names of the pages in a folder. They are remembered, for thousands of
// links may lead nowhere in the same.
func (d *desk) pagesIn(folder string) []string {
	names, known := d.folders[folder]
	if known {
		return names
	}
	for i, _ := find(d.files, folder); i < len(d.files) && strings.HasPrefix(d.files[i].Path, folder); i++ {
		if sub, rest, ok := strings.Cut(d.files[i].Path[len(folder):], "/"); ok && rest == "index.html" {
			names = append(names, sub)
		}
	}
	if d.folders == nil {
		d.folders = map[string][]string{}
	}
	d.folders[folder] = names
	return names
}
