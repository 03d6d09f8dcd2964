package plan

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pressbox/internal/config"
	"pressbox/internal/content"
	"pressbox/internal/digest"
	"pressbox/internal/markdown"
	"pressbox/internal/meta"
	"pressbox/internal/newsroom"
	"pressbox/internal/problem"
)

// A draft is a newsroom written by hand. Its room method does what assembling
// does with the lists, so that a test needs no files.
type draft struct {
	now     time.Time
	posts   []*newsroom.Post
	players map[string]*newsroom.Player
	teams   map[string]*newsroom.Team
	sources map[string]*newsroom.Source
	authors map[string]*newsroom.Author
	stories map[string]*newsroom.Story
	tags    map[string]*newsroom.Tag
	pages   []*newsroom.Page
}

var newYork = time.FixedZone("America/New_York", -4*60*60)

func moment(text string) time.Time {
	for _, layout := range []string{time.DateOnly, "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, text, newYork); err == nil {
			return t
		}
	}
	panic(text)
}

func newDraft(now string) *draft {
	return &draft{
		now: moment(now), players: map[string]*newsroom.Player{}, teams: map[string]*newsroom.Team{},
		sources: map[string]*newsroom.Source{}, authors: map[string]*newsroom.Author{},
		stories: map[string]*newsroom.Story{}, tags: map[string]*newsroom.Tag{},
	}
}

func record(kind content.Kind, path string) *content.Document {
	return &content.Document{Path: path, Kind: kind, Parts: new(markdown.Parts), Body: content.Body{Digest: digest.Of([]byte(path)), Size: 10}}
}

func titled(id string) string {
	words := strings.Split(id, "-")
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

func (d *draft) player(id string) *newsroom.Player {
	p := d.players[id]
	if p == nil {
		p = &newsroom.Player{ID: id, Doc: record(content.Player, "content/players/"+id+".md"), Names: []newsroom.Dated{{Text: titled(id)}}}
		d.players[id] = p
	}
	return p
}

func (d *draft) team(id string) *newsroom.Team {
	t := d.teams[id]
	if t == nil {
		t = &newsroom.Team{ID: id, Doc: record(content.Team, "content/teams/"+id+".md"), Names: []newsroom.Dated{{Text: titled(id)}}}
		d.teams[id] = t
	}
	return t
}

func (d *draft) source(id string) *newsroom.Source {
	s := d.sources[id]
	if s == nil {
		s = &newsroom.Source{ID: id, Doc: record(content.Source, "content/sources/"+id+".md"), Name: titled(id)}
		d.sources[id] = s
	}
	return s
}

func (d *draft) author(id string) *newsroom.Author {
	a := d.authors[id]
	if a == nil {
		a = &newsroom.Author{ID: id, Doc: record(content.Author, "content/authors/"+id+".md"), Name: titled(id)}
		d.authors[id] = a
	}
	return a
}

func (d *draft) story(id string) *newsroom.Story {
	s := d.stories[id]
	if s == nil {
		s = &newsroom.Story{ID: id, Title: titled(id)}
		d.stories[id] = s
	}
	return s
}

func (d *draft) tag(slug string) *newsroom.Tag {
	t := d.tags[slug]
	if t == nil {
		t = &newsroom.Tag{Slug: slug, Name: titled(slug)}
		d.tags[slug] = t
	}
	return t
}

func (d *draft) page(path string) *newsroom.Page {
	p := &newsroom.Page{Doc: record(content.Page, "content/pages/"+path+".md"), Path: path, Title: titled(path)}
	d.pages = append(d.pages, p)
	return p
}

// post adds a post about the players, teams and so on named after a letter and a
// colon: p:cam-akers t:los-angeles-rams s:josina-anderson a:ada st:akers-trade g:trades.
func (d *draft) post(when, slug string, about ...string) *newsroom.Post {
	t := moment(when)
	path := fmt.Sprintf("content/posts/%s/%s.md", t.Format("2006/01"), slug)
	p := &newsroom.Post{
		Doc: record(content.Post, path), ID: "urn:uuid:" + slug, Slug: slug, Title: titled(slug),
		Time: t, DateOnly: len(when) == len(time.DateOnly), Day: newsroom.DayOf(t), Summary: "About " + slug + ".", Rest: new(newsroom.Rest),
	}
	p.Doc.Meta = meta.Pack(meta.Value{Kind: meta.Map, Fields: []meta.Field{{Key: "slug", Line: 3, Column: 1, Value: meta.Value{Kind: meta.Text, Line: 3, Column: 7, Text: slug}}}})
	for _, a := range about {
		kind, id, _ := strings.Cut(a, ":")
		switch kind {
		case "p":
			pl := d.player(id)
			m := newsroom.PlayerMention{Player: pl, Text: pl.Names[len(pl.Names)-1].Text}
			m.Teams = pl.TeamsOn(newsroom.DayOf(t))
			p.Players = append(p.Players, m)
		case "t":
			t := d.team(id)
			p.Teams = append(p.Teams, newsroom.TeamMention{Team: t, Text: t.Names[0].Text, Typed: true})
		case "s":
			s := d.source(id)
			p.Sources = append(p.Sources, newsroom.Credit{Source: s, Name: s.Name, Outlet: "Outlet"})
		case "a":
			p.Authors = append(p.Authors, d.author(id))
		case "st":
			p.Story = d.story(id)
		case "g":
			p.Tags = append(p.Tags, d.tag(id))
		default:
			p.Status = newsroom.Status(a)
		}
	}
	d.posts = append(d.posts, p)
	return p
}

func sorted[T any](m map[string]T) []T {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	out := make([]T, len(keys))
	for i, k := range keys {
		out[i] = m[k]
	}
	return out
}

// room links everything and returns it. It may be called again after more posts.
func (d *draft) room() *newsroom.Newsroom {
	n := &newsroom.Newsroom{
		Now: d.now, Posts: slices.Clone(d.posts), Players: sorted(d.players), Teams: sorted(d.teams),
		Sources: sorted(d.sources), Authors: sorted(d.authors), Stories: sorted(d.stories), Tags: sorted(d.tags),
		Pages: d.pages,
	}
	slices.SortFunc(n.Posts, (*newsroom.Post).Compare)
	n.Shelve()
	slices.SortFunc(n.Pages, func(a, b *newsroom.Page) int { return cmp.Compare(a.Path, b.Path) })
	return n
}

func testConfig(base string) *config.Config {
	u, err := url.Parse(base)
	if err != nil {
		panic(err)
	}
	return &config.Config{
		ID: "3b241101-e2bb-4255-8caf-4136c566a962", Title: "The Wire", BaseURL: u, Language: "en",
		Timezone: newYork, Permalink: "/:year/:month/:slug/", PerPage: 3, Feeds: config.Feeds{Items: 4}, LinkNames: true,
	}
}

// mustMake plans a newsroom that has no problem.
func mustMake(t *testing.T, d *draft, cfg *config.Config, statics ...Static) *Plan {
	t.Helper()
	p, problems := Make(d.room(), cfg, statics)
	for _, pr := range problems {
		t.Errorf("unexpected problem: %v", pr)
	}
	checkPlan(t, p)
	return p
}

// checkPlan holds what is true of every plan.
func checkPlan(t *testing.T, p *Plan) {
	t.Helper()
	seen := map[string]string{}
	for i, f := range p.Files {
		if i > 0 && p.Files[i-1].Path >= f.Path {
			t.Errorf("%s stands after %s", f.Path, p.Files[i-1].Path)
		}
		if other, ok := seen[fold(f.Path)]; ok {
			t.Errorf("%s and %s are one path", f.Path, other)
		}
		seen[fold(f.Path)] = f.Path
		if why := unsafePath(f.Path); why != "" {
			t.Errorf("%q: %s", f.Path, why)
		}
		if (!f.Made()) == (f.Template != "") {
			t.Errorf("%s has a template and no data, or the other way about", f.Path)
		}
		if got, ok := p.Lookup(f.Path); !ok || got.URL != f.URL {
			t.Errorf("Lookup(%q) = %v, %v", f.Path, got.Path, ok)
		}
	}
}

// page returns the data at a path.
func pageAt[T any](t *testing.T, p *Plan, path string) T {
	t.Helper()
	f, ok := p.Lookup(path)
	if !ok {
		t.Fatalf("no file %s", path)
	}
	data, ok := f.Data().(T)
	if !ok {
		t.Fatalf("%s has %T", path, f.Data())
	}
	return data
}

func texts(list problem.List) string {
	var b strings.Builder
	for _, p := range list {
		fmt.Fprintf(&b, "%s: %s\n", p.Rule, p)
	}
	return b.String()
}
