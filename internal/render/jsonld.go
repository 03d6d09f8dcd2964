package render

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"

	"pressbox/internal/plan"
)

// The types below are those of schema.org that pages carry. Everything in them is
// shown on the page; what is empty is left out.

type ldGraph struct {
	Context string `json:"@context"`
	Graph   []any  `json:"@graph"`
}

// An ldRef names a thing that is described elsewhere.
type ldRef struct {
	ID string `json:"@id"`
}

type ldThing struct {
	Type          string   `json:"@type"`
	ID            string   `json:"@id,omitempty"`
	Name          string   `json:"name,omitempty"`
	AlternateName []string `json:"alternateName,omitempty"`
	JobTitle      string   `json:"jobTitle,omitempty"`
	BirthDate     string   `json:"birthDate,omitempty"`
	DeathDate     string   `json:"deathDate,omitempty"`
	AlumniOf      *ldThing `json:"alumniOf,omitempty"`
	MemberOf      []any    `json:"memberOf,omitempty"`
	URL           string   `json:"url,omitempty"`
	SameAs        string   `json:"sameAs,omitempty"`
	Logo          *ldImage `json:"logo,omitempty"`
	Image         *ldImage `json:"image,omitempty"`
}

type ldImage struct {
	Type       string `json:"@type"`
	URL        string `json:"url"`
	Width      int    `json:"width,omitempty"`
	Height     int    `json:"height,omitempty"`
	CreditText string `json:"creditText,omitempty"`
}

type ldArticle struct {
	Type             string         `json:"@type"`
	ID               string         `json:"@id"`
	MainEntityOfPage string         `json:"mainEntityOfPage"`
	URL              string         `json:"url"`
	Headline         string         `json:"headline"`
	InLanguage       string         `json:"inLanguage,omitempty"`
	Image            []*ldImage     `json:"image,omitempty"`
	DatePublished    string         `json:"datePublished,omitempty"`
	DateModified     string         `json:"dateModified,omitempty"`
	Author           []ldThing      `json:"author,omitempty"`
	Publisher        ldRef          `json:"publisher"`
	IsPartOf         ldRef          `json:"isPartOf"`
	About            []ldThing      `json:"about,omitempty"`
	Mentions         []ldThing      `json:"mentions,omitempty"`
	Citation         []ldCitation   `json:"citation,omitempty"`
	Correction       []ldCorrection `json:"correction,omitempty"`
	Keywords         []string       `json:"keywords,omitempty"`
}

type ldCitation struct {
	Type               string   `json:"@type"`
	CreditText         string   `json:"creditText,omitempty"`
	SourceOrganization *ldThing `json:"sourceOrganization,omitempty"`
	DatePublished      string   `json:"datePublished,omitempty"`
	URL                string   `json:"url,omitempty"`
}

type ldCorrection struct {
	Type          string `json:"@type"`
	Text          string `json:"text"`
	DatePublished string `json:"datePublished,omitempty"`
}

type ldPage struct {
	Type       string   `json:"@type"`
	ID         string   `json:"@id"`
	URL        string   `json:"url"`
	InLanguage string   `json:"inLanguage,omitempty"`
	IsPartOf   ldRef    `json:"isPartOf"`
	MainEntity *ldThing `json:"mainEntity"`
}

type ldSite struct {
	Type       string `json:"@type"`
	ID         string `json:"@id"`
	Name       string `json:"name"`
	URL        string `json:"url"`
	InLanguage string `json:"inLanguage,omitempty"`
	Publisher  ldRef  `json:"publisher"`
}

type ldCrumbs struct {
	Type  string    `json:"@type"`
	Items []ldCrumb `json:"itemListElement"`
}

type ldCrumb struct {
	Type     string `json:"@type"`
	Position int    `json:"position"`
	Name     string `json:"name"`
	Item     string `json:"item,omitempty"`
}

// jsonLD returns the structured data of a page. encoding/json escapes <, >, & and
// the line separators, so that nothing in it can end the element.
func (r *Renderer) jsonLD(page any) (template.HTML, error) {
	var graph []any
	var head plan.Head
	switch p := page.(type) {
	case *plan.PostPage:
		head = p.Head
		if p.Retracted == nil {
			graph = append(graph, r.ldArticle(p))
		}
	case *plan.PlayerPage:
		head = p.Head
		graph = append(graph, r.ldPage("CollectionPage", p.Head, r.ldPlayer(p)))
	case *plan.TeamPage:
		head = p.Head
		graph = append(graph, r.ldPage("CollectionPage", p.Head, r.ldTeamPage(p)))
	case *plan.AuthorPage:
		head = p.Head
		person := r.ldLink("Person", p.Author, "#person")
		person.JobTitle, person.SameAs, person.Image = p.Role, p.Website, r.ldImage(p.Image)
		graph = append(graph, r.ldPage("ProfilePage", p.Head, person))
	case *plan.HomePage:
		head = p.Head
		graph = append(graph, r.ldSite()...)
	case *plan.SourcePage:
		head = p.Head
	case *plan.StoryPage:
		head = p.Head
	case *plan.TagPage:
		head = p.Head
	case *plan.ListPage:
		head = p.Head
	case *plan.PlainPage:
		head = p.Head
	case *plan.SearchPage, *plan.NotFoundPage:
		return "", nil
	default:
		return "", mistakef("", "write {{jsonld .}} where dot is the page", "jsonld was given %T, which is no page", page)
	}
	if len(head.Crumbs) > 1 { // one alone is no trail
		graph = append(graph, r.ldCrumbs(head.Crumbs))
	}
	if len(graph) == 0 {
		return "", nil
	}
	b, err := json.Marshal(ldGraph{"https://schema.org", graph})
	if err != nil {
		return "", err
	}
	return template.HTML(`<script type="application/ld+json">` + string(b) + `</script>`), nil
}

func (r *Renderer) ldHome() string      { return r.abs(r.site.Base) }
func (r *Renderer) ldPublisher() string { return r.ldHome() + "#publisher" }
func (r *Renderer) ldWebsite() string   { return r.ldHome() + "#website" }

func (r *Renderer) ldSite() []any {
	name := r.site.Publisher.Name
	if name == "" {
		name = r.site.Title
	}
	url := r.site.Publisher.URL
	if url == "" {
		url = r.ldHome()
	}
	publisher := ldThing{Type: "NewsMediaOrganization", ID: r.ldPublisher(), Name: name, URL: r.abs(url)}
	if logo := r.site.Publisher.Logo; logo != "" {
		publisher.Logo = &ldImage{Type: "ImageObject", URL: r.abs(logo)}
	}
	return []any{
		ldSite{"WebSite", r.ldWebsite(), r.site.Title, r.ldHome(), r.site.Language, ldRef{r.ldPublisher()}},
		publisher,
	}
}

// ldLink describes what a link leads to; the fragment makes its id that of the
// thing, and not of the page about it.
func (r *Renderer) ldLink(kind string, l plan.Link, fragment string) *ldThing {
	t := &ldThing{Type: kind, Name: l.Text}
	if l.URL != "" {
		t.URL = r.abs(l.URL)
		t.ID = t.URL + fragment
	}
	return t
}

func (r *Renderer) ldImage(i *plan.Image) *ldImage {
	if i == nil || i.URL == "" {
		return nil
	}
	return &ldImage{"ImageObject", r.abs(i.URL), i.Width, i.Height, i.Credit}
}

func (r *Renderer) ldPage(kind string, h plan.Head, about *ldThing) ldPage {
	return ldPage{kind, h.Canonical, h.Canonical, r.site.Language, ldRef{r.ldWebsite()}, about}
}

func (r *Renderer) ldArticle(p *plan.PostPage) ldArticle {
	a := ldArticle{
		Type: "NewsArticle", ID: p.Canonical + "#article", MainEntityOfPage: p.Canonical, URL: p.Canonical,
		Headline: p.Title, InLanguage: r.site.Language,
		DatePublished: string(p.Issued), DateModified: string(cmp.Or(p.Modified, p.Issued)),
		Publisher: ldRef{r.ldPublisher()}, IsPartOf: ldRef{r.ldWebsite()},
	}
	if image := r.ldImage(cmp.Or(p.Image, p.Head.Image)); image != nil {
		a.Image = []*ldImage{image}
	}
	for _, author := range p.Authors {
		a.Author = append(a.Author, *r.ldLink("Person", author, "#person"))
	}
	for _, player := range p.Players {
		a.About = append(a.About, *r.ldLink("Person", player.Link, "#person"))
	}
	for _, team := range p.Teams {
		thing := *r.ldLink("SportsTeam", team.Link, "#team")
		if len(p.Players) == 0 {
			a.About = append(a.About, thing)
		} else {
			a.Mentions = append(a.Mentions, thing)
		}
	}
	for _, c := range p.Credits {
		citation := ldCitation{Type: "CreativeWork", CreditText: c.Source.Text, DatePublished: string(c.Date), URL: c.URL}
		if c.Outlet != "" && c.Outlet != c.Source.Text {
			citation.SourceOrganization = &ldThing{Type: "Organization", Name: c.Outlet}
		}
		a.Citation = append(a.Citation, citation)
	}
	for _, c := range p.Corrections {
		a.Correction = append(a.Correction, ldCorrection{"CorrectionComment", c.Text, string(c.Time)})
	}
	for _, t := range p.Tags {
		a.Keywords = append(a.Keywords, t.Text)
	}
	return a
}

func (r *Renderer) ldPlayer(p *plan.PlayerPage) *ldThing {
	t := r.ldLink("Person", p.Player.Link, "#person")
	t.AlternateName = p.Former
	t.BirthDate, t.DeathDate = string(p.Born), string(p.Died)
	t.Image = r.ldImage(p.Image)
	t.JobTitle = p.Player.Position
	if p.Facts != nil {
		if t.JobTitle == "" {
			t.JobTitle = p.Facts.Role
		}
		if p.Facts.College != "" {
			t.AlumniOf = &ldThing{Type: "CollegeOrUniversity", Name: p.Facts.College}
		}
		for _, team := range p.Facts.Teams {
			t.MemberOf = append(t.MemberOf, r.ldLink("SportsTeam", team.Link, "#team"))
		}
	}
	return t
}

func (r *Renderer) ldTeamPage(p *plan.TeamPage) *ldThing {
	t := r.ldLink("SportsTeam", p.Team.Link, "#team")
	t.AlternateName = p.Former
	t.Image = r.ldImage(p.Image)
	if p.League != "" {
		t.MemberOf = []any{&ldThing{Type: "SportsOrganization", Name: p.League}}
	}
	return t
}

func (r *Renderer) ldCrumbs(crumbs []plan.Crumb) ldCrumbs {
	list := ldCrumbs{Type: "BreadcrumbList"}
	for i, c := range crumbs {
		list.Items = append(list.Items, ldCrumb{"ListItem", i + 1, r.Name(plan.Head{Title: c.Text, Word: c.Word, Month: c.Month}), r.abs(c.URL)})
	}
	return list
}

// Name returns what the page with this head is called in the site's language: by its
// title, its word, its month, or the word together with one of the others, and by its number.
func (r *Renderer) Name(h plan.Head) string {
	name := h.Word
	if words, ok := r.theme.words.texts[h.Word]; ok {
		name = words
	}
	switch {
	case h.Title != "" && h.Word != "":
		name = h.Title + ": " + name
	case h.Title != "":
		name = h.Title
	case h.Month != "":
		text, err := r.theme.words.print(h.Month, "month")
		if err != nil {
			text = string(h.Month)
		}
		if h.Word != "" {
			text = name + ": " + text
		}
		name = text
	}
	if h.Number > 0 {
		if words, err := r.theme.words.text("page.n", []any{h.Number}); err == nil {
			name = fmt.Sprintf("%s, %v", name, words)
		}
	}
	return name
}
