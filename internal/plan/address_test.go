package plan

import (
	"net/url"
	"strings"
	"testing"
)

// FuzzAlias holds that whatever is written as an alias or stands in a slug, every
// path of the plan is safe and claimed once, every problem has a place, and an
// alias that is planned is found again by its address.
func FuzzAlias(f *testing.F) {
	for _, s := range []string{"/old/", "/old", "/a.html", "/../x", "/%2e%2e/x", "//evil/x", "/CON/", "/x/index.html", "/feed.xml/x", "/é/", "/e\u0301/", "/2022/11/b/", "/a b", "/%00", "/a%2fb", "/\\x", "", "/", "/x?y#z"} {
		f.Add(s, "a")
	}
	f.Add("/x", "../../x")
	f.Add("/x", "page/1")
	cfg := testConfig("https://wire.example/news/")
	f.Fuzz(func(t *testing.T, written, slug string) {
		d := newDraft("2022-11-03")
		a := d.post("2022-11-01", "a", "p:cam-akers")
		a.Slug = slug
		alias(d, a, written)
		d.post("2022-11-02", "b")
		p, problems := Make(d.room(), cfg, nil)
		checkPlan(t, p)
		for _, pr := range problems {
			if pr.File == "" {
				t.Errorf("a problem without a place: %v", pr)
			}
		}
		for _, r := range p.Redirects {
			path, err := url.PathUnescape(strings.TrimPrefix(r.From, p.Site.Base))
			if err != nil {
				t.Errorf("%q is no address: %v", r.From, err)
			}
			if strings.HasSuffix(path, "/") {
				path += "index.html"
			}
			if file, ok := p.Lookup(path); !ok || file.Template != RedirectTo {
				t.Errorf("%q leads nowhere", r.From)
			}
		}
		for _, f := range p.Files {
			if u, err := url.Parse(f.URL); err != nil || u.Host != "" || u.RawQuery != "" || u.Fragment != "" || !strings.HasPrefix(u.Path, p.Site.Base) {
				t.Errorf("%q has the address %q", f.Path, f.URL)
			}
		}
	})
}

func TestAliasesMayBeWrittenInSeveralWays(t *testing.T) {
	for written, want := range map[string]string{
		"/old": "old/", "/old/": "old/", "/old/index.html": "old/", "/old.html": "old.html", "/caf%C3%A9": "café/", "/cafe\u0301/": "café/",
		"/feed.php": "feed.php/", "/index.html": "", "/": "",
	} {
		if got := aliasPath(written); got != want {
			t.Errorf("%s is %q, want %q", written, got, want)
		}
	}
}

func TestAliasOfTheHomePageIsAClash(t *testing.T) {
	d := newDraft("2022-11-03")
	alias(d, d.post("2022-11-01", "a"), "/")
	p, problems := Make(d.room(), testConfig("https://wire.example/"), nil)
	checkPlan(t, p)
	if len(problems) != 1 || problems[0].Rule != "alias-clash" {
		t.Errorf("got %v", problems)
	}
	if f, _ := p.Lookup("index.html"); f.Template != "home.html" {
		t.Errorf("the home page is %+v", f)
	}
}

func TestWhatWritersTypeBecomesAnAddress(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "a/b.png?x=1&y=a'b#c": "a/b.png?x=1&y=a'b#c", "a b.png": "a%20b.png", "a%20b%2F.png": "a%20b%2F.png",
		"é.png": "%C3%A9.png", "100%.png": "100%25.png", "a%2": "a%252", `a"<b>`: "a%22%3Cb%3E", "a%zz\t": "a%25zz%09", "[a]": "%5Ba%5D",
	} {
		if got := typed(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
