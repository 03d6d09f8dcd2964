package plan

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pressbox/internal/config"
	"pressbox/internal/digest"
	"pressbox/internal/newsroom"
)

// pageTypes are all types that File.Data may return.
var pageTypes = []any{
	PostPage{},
	PlayerPage{},
	TeamPage{},
	SourcePage{},
	AuthorPage{},
	StoryPage{},
	TagPage{},
	PlainPage{},
	HomePage{},
	ListPage{},
	SearchPage{},
	NotFoundPage{},
	Feed{},
	URLSet{},
	SitemapIndex{},
	RobotsText{},
	Redirect{},
	RedirectList{},
	SearchIndex{},
	SearchPosts{},
	SearchNames{},
	Manifest{},
	Site{},
}

func TestPlanPlain(t *testing.T) {
	known := map[reflect.Type]bool{}
	var walk func(t reflect.Type, path string) string
	walk = func(rt reflect.Type, path string) string {
		if known[rt] {
			return ""
		}
		known[rt] = true
		if pkg := rt.PkgPath(); pkg != "" && pkg != "pressbox/internal/plan" && rt.String() != "digest.Digest" {
			return path + " is of another package: " + rt.String()
		}
		switch rt.Kind() {
		case reflect.String, reflect.Bool, reflect.Int, reflect.Int64, reflect.Uint8:
			return ""
		case reflect.Slice, reflect.Array, reflect.Pointer:
			return walk(rt.Elem(), path+"[]")
		case reflect.Map:
			if rt.Key().Kind() != reflect.String {
				return path + " has keys that are no text"
			}
			return walk(rt.Elem(), path+"[]")
		case reflect.Interface: // only in Params, which are made of text, lists and maps
			if rt.NumMethod() == 0 && strings.HasSuffix(path, ".Params[]") {
				return ""
			}
		case reflect.Struct:
			for i := range rt.NumField() {
				f := rt.Field(i)
				if f.Type == reflect.TypeFor[slim]() {
					continue // which no template sees
				}
				if !f.IsExported() {
					return path + "." + f.Name + " is not exported"
				}
				if why := walk(f.Type, path+"."+f.Name); why != "" {
					return why
				}
			}
			return ""
		}
		return path + " is not plain: " + rt.String()
	}
	listed := map[string]bool{}
	for _, v := range pageTypes {
		rt := reflect.TypeOf(v)
		listed[rt.Name()] = true
		if why := walk(rt, rt.Name()); why != "" {
			t.Error(why)
		}
	}
	for _, f := range mustMake(t, small(), testConfig("https://wire.example/")).Files {
		if !f.Made() {
			continue
		}
		if name := reflect.TypeOf(f.Data()).Elem().Name(); !listed[name] {
			t.Errorf("%s has a %s, which is not among the page types of this test", f.Path, name)
		}
	}
}

// addresses calls see with every field called URL, and every other address, in v.
func addresses(v reflect.Value, path string, see func(path, url string)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			addresses(v.Elem(), path, see)
		}
	case reflect.Slice:
		for i := range v.Len() {
			addresses(v.Index(i), path, see)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			switch f := v.Field(i); {
			case f.Kind() != reflect.String:
				addresses(f, path+"."+name, see)
			case name == "URL", name == "Canonical", name == "Loc", name == "Self", name == "Home", name == "To", name == "Index":
				if f.String() != "" {
					see(path+"."+name, f.String())
				}
			}
		}
	}
}

func TestEveryAddressLeadsToAFileBelowTheBasePath(t *testing.T) {
	for _, base := range []string{"https://wire.example/", "https://wire.example/news/"} {
		p := mustMake(t, small(), testConfig(base))
		urls := map[string]bool{}
		for _, f := range p.Files {
			urls[f.URL] = true
			if !strings.HasPrefix(f.URL, p.Site.Base) {
				t.Errorf("%s is not below %s", f.URL, p.Site.Base)
			}
		}
		see := func(where string) func(string, string) {
			return func(path, url string) {
				rel := strings.TrimPrefix(url, p.Site.Origin)
				rel, _, _ = strings.Cut(rel, "#")
				if !urls[rel] {
					t.Errorf("%s: %s is %s, where no file is", where, path, url)
				}
				absolute := strings.HasPrefix(url, "https://")
				if want := strings.HasSuffix(path, ".Canonical") || strings.HasSuffix(path, ".Loc") || strings.HasPrefix(path, "Feed"); absolute != want {
					t.Errorf("%s: %s is %s", where, path, url)
				}
			}
		}
		for _, f := range p.Files {
			if !f.Made() {
				continue
			}
			v := f.Data()
			if r, ok := v.(*Redirect); ok {
				v = &Link{URL: r.To}
			}
			name := reflect.TypeOf(v).Elem().Name()
			if _, ok := v.(*Feed); ok {
				name = "Feed"
			}
			addresses(reflect.ValueOf(v), name, see(f.Path))
		}
		addresses(reflect.ValueOf(p.Site), "Site", see("the site"))
	}
}

func TestEveryIndexablePageIsInOneSitemap(t *testing.T) {
	d := small()
	d.posts[3].Expired, d.posts[3].Expires = true, moment("2022-11-01")
	p := mustMake(t, d, testConfig("https://wire.example/news/"))
	count := map[string]int{}
	called := map[[4]any]string{}
	for _, f := range p.Files {
		if f.Template == Sitemap && f.Path != "news-sitemap.xml" {
			for _, e := range f.Data().(*URLSet).Entries {
				count[strings.TrimPrefix(e.Loc, p.Site.Origin)]++
			}
		}
	}
	for _, f := range p.Files {
		if !strings.HasSuffix(f.Template, ".html") {
			continue
		}
		head := reflect.ValueOf(f.Data()).Elem().FieldByName("Head").Interface().(Head)
		want := 1
		if head.NoIndex {
			want = 0
		}
		if count[f.URL] != want {
			t.Errorf("%s is in %d sitemaps, want %d", f.URL, count[f.URL], want)
		}
		if head.URL != f.URL || head.Canonical != p.Site.Origin+f.URL {
			t.Errorf("%s calls itself %s, %s", f.URL, head.URL, head.Canonical)
		}
		if (head.Title == "") == (head.Month == "") && (head.Word == "" || head.Title != "") {
			t.Errorf("%s is called %q, %q, %q", f.Path, head.Title, head.Word, head.Month)
		}
		if other, ok := called[[4]any{head.Title, head.Word, head.Month, head.Number}]; ok {
			t.Errorf("%s and %s are called the same", f.Path, other)
		}
		called[[4]any{head.Title, head.Word, head.Month, head.Number}] = f.Path
	}
	for _, path := range []string{"2022/11/gone/index.html", "2022/10/day-0/index.html", "players/nobody-knows/index.html", "404.html"} {
		f, _ := p.Lookup(path)
		if count[f.URL] != 0 {
			t.Errorf("%s is in a sitemap", path)
		}
	}
}

func TestRunPutsEveryPostOnOnePage(t *testing.T) {
	for per := 1; per <= 4; per++ {
		for n := range 40 {
			r := newRun("x/", n, per)
			seen := make([]int, n)
			for number := range r.numbered + 1 {
				lo, hi := r.span(number)
				for i := lo; i < hi; i++ {
					seen[i]++
				}
				switch size := hi - lo; {
				case number > 0 && size != per:
					t.Errorf("n=%d per=%d: page %d has %d", n, per, number, size)
				case number == 0 && (size >= 2*per || n >= per && size < per || n < per && size != n):
					t.Errorf("n=%d per=%d: the bare address has %d", n, per, size)
				}
				if newer, ok := r.newer(number); ok {
					if older, ok := r.older(newer); !ok || older != number {
						t.Errorf("n=%d per=%d: %d has newer %d, which has older %d", n, per, number, newer, older)
					}
				}
			}
			for i, c := range seen {
				if c != 1 {
					t.Errorf("n=%d per=%d: place %d is on %d pages", n, per, i, c)
				}
			}
			// One more post leaves every numbered page what it holds.
			next := newRun("x/", n+1, per)
			if next.numbered < r.numbered || next.numbered > r.numbered+1 {
				t.Errorf("n=%d per=%d: %d numbered pages become %d", n, per, r.numbered, next.numbered)
			}
		}
	}
}

// changes returns the paths whose data differ. The digests are taken before the
// newsroom is edited, for tests edit it in place.
func changes(a, b map[string]digest.Digest) []string {
	var out []string
	for path, h := range b {
		if old, ok := a[path]; (!ok || old != h) && !strings.HasSuffix(path, "!") {
			out = append(out, path)
		}
	}
	for path := range a {
		if _, ok := b[path]; !ok && !strings.HasSuffix(path, "!") {
			out = append(out, path)
		}
	}
	return out
}

func TestDigestChangesWheneverDataDoes(t *testing.T) {
	cfg := testConfig("https://wire.example/")
	old := digests(mustMake(t, small(), cfg))
	told := 0
	for name, edit := range map[string]func(d *draft, p *newsroom.Post, c *config.Config){
		"title":   func(_ *draft, p *newsroom.Post, _ *config.Config) { p.Title = "Another" },
		"summary": func(_ *draft, p *newsroom.Post, _ *config.Config) { p.Summary = "Another" },
		"body":    func(_ *draft, p *newsroom.Post, _ *config.Config) { p.Doc.Body.Digest[0]++ },
		"link": func(_ *draft, p *newsroom.Post, _ *config.Config) {
			p.Links = []newsroom.Ref{{URL: "https://x.example/"}}
		},
		"id":         func(_ *draft, p *newsroom.Post, _ *config.Config) { p.ID = "urn:x" },
		"slug":       func(_ *draft, p *newsroom.Post, _ *config.Config) { p.Slug = "another" },
		"time":       func(_ *draft, p *newsroom.Post, _ *config.Config) { p.Time = p.Time.Add(time.Minute) },
		"updated":    func(_ *draft, p *newsroom.Post, _ *config.Config) { p.Updated = p.Time.Add(time.Hour) },
		"status":     func(_ *draft, p *newsroom.Post, _ *config.Config) { p.Status = newsroom.Denied },
		"correction": func(_ *draft, p *newsroom.Post, _ *config.Config) { p.Corrections = []newsroom.Note{{Text: "x"}} },
		"expiry":     func(_ *draft, p *newsroom.Post, _ *config.Config) { p.Expired = true },
		"credit":     func(_ *draft, p *newsroom.Post, _ *config.Config) { p.Sources[0].URL = "https://x.example/" },
		"name":       func(_ *draft, p *newsroom.Post, _ *config.Config) { p.Players[0].Text = "C. Akers" },
		"team":       func(_ *draft, p *newsroom.Post, _ *config.Config) { p.Teams[0].Text = "Rams" },
		"author":     func(d *draft, _ *newsroom.Post, _ *config.Config) { d.author("ada").Name = "Grace" },
		"site title": func(_ *draft, _ *newsroom.Post, c *config.Config) { c.Title = "Another" },
		"feed size":  func(_ *draft, _ *newsroom.Post, c *config.Config) { c.Feeds.Items = 3 },
		"host": func(_ *draft, _ *newsroom.Post, c *config.Config) {
			c.BaseURL = &url.URL{Scheme: "https", Host: "other.example", Path: "/"}
		},
		"new post": func(d *draft, _ *newsroom.Post, _ *config.Config) { d.post("2022-11-03 10:00", "newer") },
		"image": func(_ *draft, p *newsroom.Post, _ *config.Config) {
			p.Image = &newsroom.Image{URL: "https://x.example/a.png"}
		},
	} {
		d, c := small(), *cfg
		edit(d, d.posts[7], &c)
		plan, _ := Make(d.room(), &c, nil)
		for path, h := range digests(plan) {
			if file, ok := strings.CutSuffix(path, "!"); ok && old[path] != h {
				told++
				if now, _ := plan.Lookup(file); old[file] == now.Digest() {
					t.Errorf("%s: %s has other data and the same digest", name, file)
				}
			}
		}
	}
	if told < 50 {
		t.Errorf("only %d files had other data", told)
	}
}

// numbered counts the numbered pages of a plan.
func numbered(p *Plan) int {
	n := 0
	for _, f := range p.Files {
		if strings.Contains("/"+f.Path, "/page/") {
			n++
		}
	}
	return n
}

func TestNewestPostChangesFewFiles(t *testing.T) {
	d := newDraft("2025-03-01")
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 12 {
		d.player(fmt.Sprintf("player-%d", i)).Stints = []newsroom.Stint{{Team: d.team(fmt.Sprintf("team-%d", i%4))}}
	}
	begin := moment("2022-09-01")
	add := func(i int) *newsroom.Post {
		return d.post(begin.Add(time.Duration(i)*17*time.Hour).Format("2006-01-02 15:04"), fmt.Sprintf("news-%d", i),
			fmt.Sprintf("p:player-%d", r.IntN(6)), fmt.Sprintf("p:player-%d", 6+r.IntN(6)), fmt.Sprintf("t:team-%d", i%4),
			fmt.Sprintf("s:source-%d", i%5), fmt.Sprintf("a:author-%d", i%2), fmt.Sprintf("g:tag-%d", i%7), fmt.Sprintf("st:story-%d", i%30), "reported")
	}
	const first = 1000
	for i := range first {
		add(i)
	}
	cfg := testConfig("https://wire.example/")
	cfg.PerPage = 20
	before := mustMake(t, d, cfg)
	old := digests(before)
	for i := first; i < first+25; i++ {
		p := add(i)
		after, _ := Make(d.room(), cfg, nil)
		if Hash(before.Site) != Hash(after.Site) {
			t.Fatal("a new post changes what every page knows")
		}
		now := digests(after)
		changed := changes(old, now)
		records := len(p.Players) + len(p.Teams) + len(p.Sources) + len(p.Authors) + len(p.Tags)
		filled := numbered(after) - numbered(before)
		if most := 14 + 2*records + 2*filled; len(changed) > most {
			t.Errorf("post %d changes %d files, more than %d:\n%s", i, len(changed), most, strings.Join(changed, "\n"))
		}
		before, old = after, now
	}
}

// A new post of a story changes the posts beside it; only a change of status changes
// all of the story's.
func TestOnlyAChangeOfStatusChangesAWholeStory(t *testing.T) {
	d := newDraft("2023-06-01")
	for i, status := range []string{"rumor", "rumor", "denied", "rumor", "reported", "reported"} {
		d.post(fmt.Sprintf("2022-11-0%d", i+1), fmt.Sprintf("n-%d", i), "st:matter", status)
	}
	cfg := testConfig("https://wire.example/")
	old := digests(mustMake(t, d, cfg))
	for i, c := range []struct{ status, want string }{
		{"reported", "5 6"}, // with the new one
		{"", "6 7"},
		{"official", "0 1 2 3 4 5 6 7 8"},
		{"official", "8 9"},
		{"", "9 10"},
	} {
		if post := d.post(fmt.Sprintf("2022-11-%d", 10+i), fmt.Sprintf("n-%d", 6+i), "st:matter"); c.status != "" {
			post.Status = newsroom.Status(c.status)
		}
		now := digests(mustMake(t, d, cfg))
		var got []string
		for n := range 7 + i {
			if path := fmt.Sprintf("2022/11/n-%d/index.html", n); old[path] != now[path] {
				got = append(got, strconv.Itoa(n))
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("a post that says %q changes %s, want %s", c.status, got, c.want)
		}
		old = now
	}
}

func TestBackdatedPostMovesOnlyLaterPages(t *testing.T) {
	d := newDraft("2023-06-01")
	begin := moment("2022-09-01")
	for i := range 60 {
		d.post(begin.Add(time.Duration(i)*24*time.Hour).Format("2006-01-02 15:04"), fmt.Sprintf("news-%d", i), "p:cam-akers")
	}
	cfg := testConfig("https://wire.example/")
	before := digests(mustMake(t, d, cfg))
	d.post("2022-09-20 12:00", "late") // place 20: page 7 of three posts each
	after := mustMake(t, d, cfg)
	for _, path := range changes(before, digests(after)) {
		var n int
		if _, err := fmt.Sscanf(path, "page/%d/index.html", &n); err == nil && n < 7 {
			t.Errorf("%s changed", path)
		}
		if strings.HasPrefix(path, "players/cam-akers/page/") {
			t.Errorf("%s changed, though the post is on nobody", path)
		}
	}
	if got := len(pageAt[*ListPage](t, after, "page/7/index.html").List.Items); got != 3 {
		t.Errorf("page 7 has %d posts", got)
	}
}

func TestUnlistedPostKeepsItsPlace(t *testing.T) {
	d := newDraft("2023-06-01")
	begin := moment("2022-09-01")
	for i := range 30 {
		d.post(begin.Add(time.Duration(i)*24*time.Hour).Format("2006-01-02 15:04"), fmt.Sprintf("news-%d", i))
	}
	cfg := testConfig("https://wire.example/")
	before := digests(mustMake(t, d, cfg))
	d.posts[4].Expired, d.posts[4].Expires = true, moment("2023-01-01")
	after := mustMake(t, d, cfg)
	for _, path := range changes(before, digests(after)) {
		if strings.HasPrefix(path, "page/") && path != "page/2/index.html" {
			t.Errorf("%s changed", path)
		}
	}
	if got := len(pageAt[*ListPage](t, after, "page/2/index.html").List.Items); got != 2 {
		t.Errorf("page 2 has %d posts, want 2", got)
	}
}

func TestDataMayBeMadeByManyAtOnce(t *testing.T) {
	p := mustMake(t, small(), testConfig("https://wire.example/"))
	want := digests(mustMake(t, small(), testConfig("https://wire.example/")))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for path, h := range digests(p) {
				if want[path] != h {
					t.Errorf("%s differs", path)
				}
			}
		})
	}
	wg.Wait()
}
