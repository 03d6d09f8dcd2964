package config

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressbox/internal/problem"
)

func TestEverythingHasADefaultButTitleAndBaseURL(t *testing.T) {
	c, l := Parse([]byte("id: x\ntitle: News\nbase_url: https://news.example/\n"))
	if len(l) > 0 {
		t.Fatal(l)
	}
	if c.ID != "x" || c.Title != "News" || c.BaseURL.String() != "https://news.example/" || c.Language != "en" ||
		c.Timezone.String() != "UTC" || c.Permalink != "/:year/:month/:slug/" || c.PerPage != 20 || c.Unregistered != Warn ||
		c.Feeds.Items != 30 || c.Feeds.Summary || c.Markdown.RawHTML || !c.LinkNames || c.Rules != nil || c.Editor != "" {
		t.Errorf("%+v", c)
	}
	_, l = Parse(nil)
	check(t, l, []string{
		"site.yaml:1: warning: missing-id", `site.yaml:1: missing-key "base_url" is missing`, `site.yaml:1: missing-key "title" is missing`,
	})
}

func TestEveryKeyIsRead(t *testing.T) {
	c, l := Parse([]byte("\ufeff" + `id: 0d3b6f2e-8a1c-4f57-9f0e-5b1d7c2a9e64
title: |
  The
  News
description: Of players
base_url: HTTPS://Näws.example:443/a/b
language: es-MX
timezone: America/New_York
permalink: /n/:year-:month-:day/:slug/
per_page: 10
unregistered: error
nav:
  - {title: Teams, url: /teams/}
  - About: /about/
    Mail: mailto:desk@news.example
params: {ads: false, deep: {list: [1, x]}}
publisher: {name: We, logo: /logo.png, url: "https://we.example/"}
logo: {src: /logo.svg, alt: We, width: 120, height: 32}
colors: {paper: "#FFF", ink: "#1a1a1a", accent: "#003594", dark_paper: "#000", dark_ink: "#eee", dark_accent: "#ffd100"}
fonts: {headline: '"Source Serif 4", Georgia, serif', text: Charter, interface: system-ui}
feeds: {items: 5, content: summary, hubs: "https://hub.example/"}
markdown: {raw_html: true, link_names: false}
rules: {image-alt: error, unregistered-name: off, name-case: warn, path-clash: error}
deploy:
  production: {type: s3, bucket: news}
  copy: {type: folder, path: ../www}
editor: vscode
`))
	if len(l) > 0 {
		t.Fatal(l)
	}
	type plain struct {
		ID, Title, Description, Base, Language, Zone, Permalink string
		PerPage                                                 int
		Unregistered                                            Unregistered
		Nav                                                     []NavItem
		Params                                                  any
		Publisher                                               Publisher
		Look                                                    Look
		Feeds                                                   Feeds
		RawHTML, LinkNames                                      bool
		Rules                                                   map[string]problem.Severity
		Deploy                                                  []string
		Editor                                                  string
	}
	got := plain{
		c.ID, c.Title, c.Description, c.BaseURL.String(), c.Language, c.Timezone.String(), string(c.Permalink), c.PerPage, c.Unregistered,
		c.Nav, c.Params.Plain(), c.Publisher, c.Look, c.Feeds, c.Markdown.RawHTML, c.LinkNames, c.Rules, nil, c.Editor,
	}
	for _, d := range c.Deploy {
		got.Deploy = append(got.Deploy, d.Name+" "+d.Type+" "+d.Settings.Fields[1].Value.Text)
	}
	want := plain{
		"0d3b6f2e-8a1c-4f57-9f0e-5b1d7c2a9e64", "The News", "Of players", "https://xn--nws-qla.example/a/b/", "es-MX", "America/New_York",
		"/n/:year-:month-:day/:slug/", 10, Refuse,
		[]NavItem{{"Teams", "/teams/", 13, 25}, {"About", "/about/", 14, 12}, {"Mail", "mailto:desk@news.example", 15, 11}},
		map[string]any{"ads": false, "deep": map[string]any{"list": []any{"1", "x"}}},
		Publisher{"We", "/logo.png", "https://we.example/"},
		Look{
			Logo: "/logo.svg", LogoAlt: "We", LogoWidth: 120, LogoHeight: 32,
			Paper: "#ffffff", Ink: "#1a1a1a", Accent: "#003594", DarkPaper: "#000000", DarkInk: "#eeeeee", DarkAccent: "#ffd100",
			HeadlineFont: `"Source Serif 4", Georgia, serif`, TextFont: "Charter", InterfaceFont: "system-ui",
		},
		Feeds{5, true, []string{"https://hub.example/"}},
		true, false,
		map[string]problem.Severity{"image-alt": problem.Error, "unregistered-name": problem.Off, "name-case": problem.Warning, "path-clash": problem.Error},
		[]string{"production s3 news", "copy folder ../www"},
		"vscode://file{file}:{line}:{column}",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestMistakesAreProblemsAtTheirPlace(t *testing.T) {
	const head = "id: x\ntitle: T\nbase_url: https://x.example/\n" // lines 1 to 3
	for _, tt := range []struct {
		name, src string
		want      []string
	}{
		{"an unknown key", "timezon: UTC\n", []string{`site.yaml:4:1: unknown-key unknown key "timezon" (did you mean timezone?)`}},
		{"a foreign key", "paginate: 10\nlanguageCode: en\n", []string{
			`site.yaml:4:1: unknown-key unknown key "paginate" (use "per_page")`,
			`site.yaml:5:1: unknown-key unknown key "languageCode" (use "language")`,
		}},
		{"a key twice", "title: U\n", []string{`site.yaml:4:1: duplicate-key "title"`}},
		{"no language", "language: deutsch!\n", []string{`site.yaml:4:11: bad-value "deutsch!" is not a language`}},
		{"no zone", "timezone: New York\n", []string{`site.yaml:4:11: bad-value unknown timezone "New York"`}},
		{"another machine's zone", "timezone: Local\n", []string{`site.yaml:4:11: bad-value "Local" is not a timezone`}},
		{"a path for a zone", "timezone: ../../etc/passwd\n", []string{`site.yaml:4:11: bad-value unknown timezone`}},
		{"a permalink without slashes", "permalink: :year/:slug\n", []string{`site.yaml:4:12: bad-value the permalink ":year/:slug" does not begin`}},
		{"a permalink without slug", "permalink: /:year/\n", []string{`site.yaml:4:12: bad-value the permalink "/:year/" does not hold :slug`}},
		{"a permalink with dots", "permalink: /../:slug/\n", []string{`site.yaml:4:12: bad-value the permalink`}},
		{"a permalink with empty parts", "permalink: //:slug/\n", []string{`site.yaml:4:12: bad-value the permalink`}},
		{"an unknown token", "permalink: /:yaer/:slug/\n", []string{`site.yaml:4:12: bad-value unknown ":yaer" in the permalink (did you mean :year?)`}},
		{"a permalink with spaces", "permalink: /a b/:slug/\n", []string{`site.yaml:4:12: bad-value the permalink`}},
		{"pages of nothing", "per_page: 0\n", []string{`site.yaml:4:11: bad-value "per_page" is 0 (from 1 to 500 are possible)`}},
		{"pages without end", "per_page: 501\n", []string{`site.yaml:4:11: bad-value "per_page" is 501`}},
		{"no number", "per_page: many\n", []string{`site.yaml:4:11: wrong-type "per_page" wants a whole number, found "many"`}},
		{"unregistered", "unregistered: alow\n", []string{`site.yaml:4:15: bad-value "alow" is nothing that "unregistered" can be (did you mean allow?)`}},
		{"nav is text", "nav: /teams/\n", []string{`site.yaml:4:6: wrong-type "nav" wants a list`}},
		{"nav of texts", "nav: [/teams/]\n", []string{`site.yaml:4:7: wrong-type an item of the navigation`}},
		{"nav without address", "nav: [{title: Teams}]\n", []string{`site.yaml:4:7: missing-key "url" is missing`}},
		{"nav with a script", "nav:\n  - {title: X, url: 'JaVaScRiPt:alert(1)'}\n  - Y: data:text/html,x\n", []string{
			`site.yaml:5:21: unsafe-link "JaVaScRiPt:alert(1)" cannot be the address of "nav": "javascript:" is not allowed`,
			`site.yaml:6:8: unsafe-link "data:text/html,x"`,
		}},
		{"nav with a hidden script", "nav: [{title: X, url: \"java\\tscript:alert(1)\"}]\n", []string{`site.yaml:4:23: bad-url`}},
		{"nav without scheme", "nav: [{X: //evil.example/}]\n", []string{`site.yaml:4:11: bad-url "//evil.example/" cannot be the address of "nav": it names a host without https://`}},
		{"params are text", "params: x\n", []string{`site.yaml:4:9: wrong-type "params" wants keys with values`}},
		{"publisher", "publisher: {nam: x, url: /x, logo: 'vbscript:x'}\n", []string{
			`site.yaml:4:13: unknown-key unknown key "nam" (did you mean name?)`,
			`site.yaml:4:26: bad-url "/x" cannot be the address of "url"`,
			`site.yaml:4:36: unsafe-link "vbscript:x"`,
		}},
		{"feeds", "feeds: {items: 0, content: all, hubs: [ftp://x/]}\n", []string{
			`site.yaml:4:16: bad-value "items" is 0`,
			`site.yaml:4:28: bad-value "all" is nothing that "content" can be`,
			`site.yaml:4:40: unsafe-link "ftp://x/"`,
		}},
		{"markdown", "markdown: {raw_html: yes, unsafe: true}\n", []string{
			`site.yaml:4:22: wrong-type "raw_html" wants true or false, found "yes"`,
			`site.yaml:4:27: unknown-key unknown key "unsafe" (use "raw_html")`,
		}},
		{"colours", "colors: {paper: red, ink: '#12', pink: '#fff'}\n", []string{
			`site.yaml:4:17: bad-color "red" is not a colour`,
			`site.yaml:4:27: bad-color "#12" is not a colour`,
			`site.yaml:4:34: unknown-key unknown key "pink" (did you mean ink?)`,
		}},
		{"a font that leaves its declaration", "fonts: {text: 'x; } body { display: none'}\n", []string{`site.yaml:4:15: bad-value`}},
		{"rules", "rules: {image-alts: error, image-alt: loud, path-clash: off, bad-date: [x]}\n", []string{
			`site.yaml:4:9: unknown-rule unknown rule "image-alts" (did you mean image-alt?)`,
			`site.yaml:4:39: bad-value "loud" is nothing that "image-alt" can be`,
			`site.yaml:4:57: bad-value the rule "path-clash" cannot be changed`,
			`site.yaml:4:72: wrong-type "bad-date" wants error, warn or off, found a list`,
		}},
		{"hosts", "deploy: {a b: {type: s3}, c: x, d: {}, e: {type: s4}, f: {type: git}}\n", []string{
			`site.yaml:4:10: bad-value "a b" cannot be the name of a host`,
			`site.yaml:4:27: wrong-type "c" wants keys with values`,
			`site.yaml:4:36: missing-key "type" is missing`,
			`site.yaml:4:50: bad-value "s4" is nothing that "type" can be (did you mean s3?)`,
		}},
		{"an editor", "editor: vscod\n", []string{`site.yaml:4:9: bad-value unknown editor "vscod" (did you mean vscode?)`}},
		{"an id that is no text", "deploy:\n", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, l := Parse([]byte(head + tt.src))
			check(t, l, tt.want)
			if c == nil || c.BaseURL == nil || c.Timezone == nil || c.Title != "T" {
				t.Errorf("the config is not complete: %+v", c)
			}
		})
	}
}

func TestAddressesOfThisSiteBeginAtItsTop(t *testing.T) {
	c, problems := Parse([]byte("title: T\nid: x\nbase_url: https://x.example/\nnav: [{A: about/}, {B: '#top'}, {C: /c/}, {D: 'https://d.example'}, {E: 'mailto:e@x.example'}]\nlogo: logo.svg\npublisher: {name: P, logo: img/p.png}\n"))
	var got []string
	for _, n := range c.Nav {
		got = append(got, n.URL)
	}
	got = append(got, c.Look.Logo, c.Publisher.Logo)
	if want := []string{"/about/", "#top", "/c/", "https://d.example", "mailto:e@x.example", "/logo.svg", "/img/p.png"}; len(problems) > 0 || !slices.Equal(got, want) {
		t.Errorf("%v, %v", got, problems)
	}
}

func TestAFileThatCannotBeReadIsOneProblem(t *testing.T) {
	c, l := Parse([]byte("title: [x\n"))
	check(t, l, []string{`site.yaml:1:8: syntax a list opened`})
	if c.BaseURL == nil || c.Timezone == nil {
		t.Error("the config is not complete")
	}
	_, l = Parse([]byte("title: x\nbase_url: https://a.example/\n---\nid: x\n"))
	check(t, l, []string{`site.yaml:3:1: syntax a second YAML document`})
}

func TestBaseURL(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"https://x.example", "https://x.example/"},
		{"http://localhost:8080", "http://localhost:8080/"},
		{"https://x.github.io/news", "https://x.github.io/news/"},
		{"https://X.Example:443/a/b/", "https://x.example/a/b/"},
		{"http://127.0.0.1:80", "http://127.0.0.1/"},
		{"http://[::1]:8080/", "http://[::1]:8080/"},
		{"https://münchen.example/", "https://xn--mnchen-3ya.example/"},
		{"", ""},
		{"x.example", ""},
		{"/news/", ""},
		{"ftp://x.example/", ""},
		{"javascript:alert(1)", ""},
		{"https:x.example", ""},
		{"https://", ""},
		{"https:///x", ""},
		{"https://a b/", ""},
		{"https://user:pass@x.example/", ""},
		{"https://x.example/?q", ""},
		{"https://x.example/?", ""},
		{"https://x.example/#", ""},
		{"https://x.example/#f", ""},
		{"https://x.example/../y/", ""},
		{"https://x.example//y/", ""},
		{"https://x.example/a%2fb/", ""}, // decoded, it would be another path
		{"https://x.example/a b/", ""},
		{"https://x.example:0/", ""},
		{"https://x.example:/", ""},
		{"https://x.example\"><script>/", ""},
	} {
		u, err := ParseBaseURL(tt.in)
		got := ""
		if err == nil {
			got = u.String()
		}
		if got != tt.want {
			t.Errorf("%q: got %q (%v), want %q", tt.in, got, err, tt.want)
		}
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()

	if _, _, err := Load(root); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "pressbox init") {
		t.Errorf("without a file: %v", err)
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("site.yml", "")
	if _, _, err := Load(root); err == nil || !strings.Contains(err.Error(), "rename it") {
		t.Errorf("with site.yml: %v", err)
	}
	write(File, "id: x\r\ntitle: T\r\nbase_url: https://x.example\r\n")
	c, l, err := Load(root)
	if err != nil || len(l) > 0 || c.Title != "T" {
		t.Errorf("%v %v %+v", err, l, c)
	}
	if err := os.Remove(filepath.Join(dir, File)); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, File), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Load(root); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("with a folder: %v", err)
	}
}

func TestTheDemonstrationSiteHasNoProblem(t *testing.T) {
	src, err := os.ReadFile("../../site.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, l := Parse(src)
	if len(l) > 0 || c.ID == NoID || len(c.Nav) == 0 {
		t.Errorf("%v\n%+v", l, c)
	}
}

// FuzzParse holds that a Config is complete and safe whatever the file says.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"title: T\nbase_url: https://x.example/\n",
		"base_url: http://[::1]:80/a?b#c\npermalink: /:day/:slug/\nper_page: 7\ntimezone: Europe/Berlin\nlanguage: de-AT\n",
		"nav:\n  - {title: A, url: /a/}\n  - B: mailto:x@y.example\n  - C: 'jAvAsCrIpT:x'\n",
		"publisher: {name: x, logo: /l.svg, url: 'https://x/'}\nlogo: x.svg\ncolors: {ink: '#123'}\nfonts: {text: 'A, \"B C\"'}\n",
		"feeds: {items: 3, content: summary, hubs: [https://h/]}\nrules: {image-alt: off, path-clash: off}\ndeploy: {x: {type: git}}\neditor: zed\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		c, l := Parse(src)
		again, m := Parse(src)
		if d := cmp.Diff(l, m); d != "" || c.BaseURL.String() != again.BaseURL.String() {
			t.Fatalf("read twice, it differs: %s", d)
		}
		base := c.BaseURL
		if base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || !strings.HasSuffix(base.Path, "/") || base.RawQuery+base.Fragment != "" {
			t.Fatalf("base_url %v", base)
		}
		if back, err := ParseBaseURL(base.String()); err != nil || *back != *base {
			t.Fatalf("base_url %v is not its own: %v, %v", base, back, err)
		}
		if c.ID == "" || c.Language == "" || c.Timezone == nil || c.Timezone == time.Local || c.PerPage < 1 || c.Feeds.Items < 1 {
			t.Fatalf("not complete: %+v", c)
		}
		if text, _ := permalinkFault(string(c.Permalink)); text != "" {
			t.Fatal(text)
		}
		addresses := append([]string{c.Publisher.Logo, c.Publisher.URL, c.Look.Logo}, c.Feeds.Hubs...)
		for _, n := range c.Nav {
			addresses = append(addresses, n.URL)
		}
		for _, a := range addresses {
			u, err := url.Parse(a)
			if err != nil || !slices.Contains([]string{"", "http", "https", "mailto"}, u.Scheme) || strings.HasPrefix(a, "//") {
				t.Fatalf("address %q: %v", a, err)
			}
		}
		for rule, severity := range c.Rules {
			if r, ok := problem.FindRule(rule); !ok || r.Fixed && r.Severity != severity {
				t.Fatalf("rule %s: %s", rule, severity)
			}
		}
		for _, font := range []string{c.Look.HeadlineFont, c.Look.TextFont, c.Look.InterfaceFont} {
			if strings.ContainsAny(font, ";{}<>()/\\\n") {
				t.Fatalf("font %q", font)
			}
		}
		for _, p := range l {
			if p.File != File || p.Line < 1 || p.Text == "" {
				t.Fatalf("%+v", p)
			}
		}
	})
}

// check compares problems with how they begin: place, severity, rule, text, hint.
func check(t *testing.T, l problem.List, want []string) {
	t.Helper()
	var got []string
	for _, p := range l.Sort() {
		s := p.String()
		s = strings.Replace(s, p.Text, p.Rule+" "+p.Text, 1)
		got = append(got, s)
	}
	if len(got) != len(want) {
		t.Fatalf("got %d problems\n%s\nwant %d\n%s", len(got), strings.Join(got, "\n"), len(want), strings.Join(want, "\n"))
	}
	for i := range got {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("got  %s\nwant %s", got[i], want[i])
		}
	}
}
