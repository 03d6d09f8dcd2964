package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the same zones on every machine, those without any too

	"pressbox/internal/digest"
	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// maxSize bounds site.yaml. It is more than is parsed, so that a longer file is
// a problem of the user's and not read in full.
const maxSize = 4 << 20

// Load reads site.yaml from the site's folder. That there is none is an error.
func Load(root *os.Root) (*Config, problem.List, error) {
	src, err := read(root)
	if err != nil {
		return nil, nil, err
	}
	c, l := Parse(src)
	return c, l, nil
}

func read(root *os.Root) ([]byte, error) {
	stat, err := root.Stat(File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := root.Stat("site.yml"); err == nil {
			return nil, fmt.Errorf("no %s in %s, but a site.yml: rename it: %w", File, root.Name(), fs.ErrNotExist)
		}
		return nil, fmt.Errorf("no %s in %s: is this the folder of a site? (pressbox init makes one, -C names one): %w",
			File, root.Name(), fs.ErrNotExist)
	case err != nil:
		if link, lerr := root.Lstat(File); lerr == nil && link.Mode()&fs.ModeSymlink != 0 {
			return nil, fmt.Errorf("%s in %s is a link that leads out of the site: put the file itself there: %w", File, root.Name(), err)
		}
		return nil, err
	case !stat.Mode().IsRegular():
		return nil, fmt.Errorf("%s in %s is not a regular file", File, root.Name())
	}
	f, err := root.Open(File)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxSize))
}

// Parse reads the text of site.yaml.
func Parse(src []byte) (*Config, problem.List) {
	top, l := meta.ParseYAML(File, bytes.TrimPrefix(src, []byte("\ufeff")), 1)
	c := &Config{
		Sum:       digest.Of(src),
		ID:        NoID,
		BaseURL:   noURL(),
		Language:  "en",
		Timezone:  time.UTC,
		Permalink: "/:year/:month/:slug/",
		PerPage:   20,
		Feeds:     Feeds{Items: 30},
		LinkNames: true,
	}
	if top.Kind != meta.Map && l.Failed() {
		// What the file says is not known; that keys are missing would be noise.
		return c, l
	}
	p := parser{Reader: meta.Read(File, top, &l), c: c}
	p.top()
	p.Done(foreign())
	return c, l
}

// foreign returns what to do about keys that other generators know.
func foreign() map[string]string {
	return map[string]string{
		"author":       `use "publisher", and records below content/authors`,
		"baseurl":      `use "base_url"`,
		"url":          `use "base_url"`,
		"lang":         `use "language"`,
		"languagecode": `use "language"`,
		"locale":       `use "language"`,
		"name":         `use "title"`,
		"menu":         `use "nav"`,
		"menus":        `use "nav"`,
		"navigation":   `use "nav"`,
		"paginate":     `use "per_page"`,
		"pagination":   `use "per_page"`,
		"permalinks":   `use "permalink"`,
		"theme":        "the templates/ and static/ of the site lie over the default theme, file by file",
		"plugins":      "there are none; templates/partials has hooks",
		"uglyurls":     `addresses of posts follow "permalink"`,
	}
}

type parser struct {
	*meta.Reader
	c *Config
}

func (p *parser) top() {
	c := p.c
	p.id()
	if text, ok := p.Need("title"); ok {
		c.Title = oneLine(text)
	}
	if text, ok := p.Text("description"); ok {
		c.Description = oneLine(text)
	}
	if _, ok := p.Need("base_url"); ok {
		v, _ := p.Scalar("base_url")
		base, err := ParseBaseURL(strings.TrimSpace(v.Text))
		if err != nil {
			p.Report(problem.BadURL, v, fmt.Sprintf("%q cannot be the base_url: %v", v.Text, err), `write it like "https://news.example.org/"`)
		} else {
			c.BaseURL = base
		}
	}
	p.language()
	p.timezone()
	if v, ok := p.Scalar("permalink"); ok {
		if text, hint := permalinkFault(v.Text); text != "" {
			p.Report(problem.BadValue, v, text, hint)
		} else {
			c.Permalink = Permalink(v.Text)
		}
	}
	p.number(p.Reader, "per_page", 1, 500, &c.PerPage)
	if word, ok := p.word(p.Reader, "unregistered", "warn", "allow", "error"); ok {
		c.Unregistered = map[string]Unregistered{"warn": Warn, "allow": Allow, "error": Refuse}[word]
	}
	p.nav()
	if r, ok := p.Map("params"); ok {
		r.Rest()
		c.Params, _ = p.Value("params")
	}
	p.publisher()
	p.look()
	p.feeds()
	if r, ok := p.Map("markdown"); ok {
		c.Markdown.RawHTML, _ = r.Bool("raw_html")
		if link, ok := r.Bool("link_names"); ok {
			c.LinkNames = link
		}
		r.Done(map[string]string{"unsafe": `use "raw_html"`})
	}
	p.rules()
	p.deploy()
	p.editor()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (p *parser) id() {
	const hint = `add "id:" with a UUID or any text that no other site has, and never change it`
	v, ok := p.Scalar("id")
	switch {
	case !ok:
		if _, given := p.Field("id"); !given {
			p.Report(problem.MissingID, meta.Value{Line: 1}, `"id" is missing, on which the ids of feeds and posts hang`, hint)
		}
	case strings.TrimSpace(v.Text) == "" || len(v.Text) > 200:
		p.Report(problem.BadValue, v, `"id" is empty or longer than 200 bytes`, hint)
	default:
		p.c.ID = strings.TrimSpace(v.Text)
	}
}

func (p *parser) language() {
	v, ok := p.Scalar("language")
	if !ok {
		return
	}
	if !regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`).MatchString(v.Text) {
		p.Report(problem.BadValue, v, fmt.Sprintf("%q is not a language", v.Text), `write a tag of BCP 47, like "en", "es-MX" or "pt-BR"`)
		return
	}
	p.c.Language = v.Text
}

func (p *parser) timezone() {
	v, ok := p.Scalar("timezone")
	if !ok {
		return
	}
	const hint = `write it like "America/New_York"`
	// Local would be another zone on another machine.
	if v.Text == "" || strings.EqualFold(v.Text, "local") {
		p.Report(problem.BadValue, v, fmt.Sprintf("%q is not a timezone", v.Text), hint)
		return
	}
	zone, err := time.LoadLocation(v.Text)
	if err != nil {
		p.Report(problem.BadValue, v, fmt.Sprintf("unknown timezone %q", v.Text), hint)
		return
	}
	p.c.Timezone = zone
}

// number reads a whole number between least and most.
func (p *parser) number(r *meta.Reader, key string, least, most int64, into *int) {
	v, ok := r.Value(key)
	if !ok {
		return
	}
	n, ok := r.Int(key)
	if !ok {
		return
	}
	if n < least || n > most {
		r.Report(problem.BadValue, v, fmt.Sprintf("%q is %d", key, n), fmt.Sprintf("from %d to %d are possible", least, most))
		return
	}
	*into = int(n)
}

// word reads one of a few words.
func (p *parser) word(r *meta.Reader, key string, words ...string) (string, bool) {
	v, ok := r.Scalar(key)
	if !ok {
		return "", false
	}
	if slices.Contains(words, v.Text) {
		return v.Text, true
	}
	p.unknownWord(v, key, words)
	return "", false
}

func (p *parser) unknownWord(v meta.Value, key string, words []string) {
	hint := problem.DidYouMean(v.Text, words)
	if hint == "" {
		hint = "write " + strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
	}
	p.Report(problem.BadValue, v, fmt.Sprintf("%q is nothing that %q can be", v.Text, key), hint)
}

// link reads an address that a page leads to: a path of this site if allowed, or
// one with http or https.
func (p *parser) link(r *meta.Reader, key string, local bool) string {
	v, ok := r.Scalar(key)
	if !ok {
		return ""
	}
	return p.address(v, key, local, false)
}

func (p *parser) address(v meta.Value, key string, local, mail bool) string {
	text := strings.TrimSpace(v.Text)
	if rule, why := addressFault(text, local, mail); rule != "" {
		hint := "write an address that begins with https://"
		if local {
			hint = `write a path like "/about/", or an address that begins with https://`
		}
		p.Report(rule, v, fmt.Sprintf("%q cannot be the address of %q: %s", text, key, why), hint)
		return ""
	}
	if u, err := url.Parse(text); err == nil && u.Scheme == "" && u.Path != "" && u.Path[0] != '/' {
		return "/" + text // no page is meant to lead elsewhere than another
	}
	return text
}

func (p *parser) nav() {
	v, ok := p.Value("nav")
	if !ok {
		return
	}
	const hint = `write each as "- {title: Teams, url: /teams/}" or "- Teams: /teams/"`
	switch v.Kind {
	case meta.List:
		for _, f := range v.Fields {
			if f.Value.Kind != meta.Map || len(f.Value.Fields) == 0 {
				p.Report(problem.WrongType, f.Value, "an item of the navigation is a title with an address, found "+f.Value.Kind.String(), hint)
				continue
			}
			p.navItem(f.Value, hint)
		}
	case meta.Map:
		p.navItem(v, hint)
	default:
		p.Report(problem.WrongType, v, `"nav" wants a list of titles with addresses, found `+v.Kind.String(), hint)
	}
}

// navItem reads {title, url}, or a map of titles to addresses.
func (p *parser) navItem(v meta.Value, hint string) {
	_, titled := v.Lookup("title")
	_, linked := v.Lookup("url")
	if !titled && !linked {
		for _, f := range v.Fields {
			if f.Value.Kind != meta.Text {
				p.Report(problem.WrongType, f.Value, fmt.Sprintf("%q wants an address, found %s", f.Key, f.Value.Kind), hint)
				continue
			}
			p.addNav(f.Key, f.Value)
		}
		return
	}
	r := p.Sub(v)
	title, ok := r.Need("title")
	_, given := r.Need("url")
	at, _ := r.Scalar("url")
	if ok && given {
		p.addNav(title, at)
	}
	r.Done(map[string]string{"name": `use "title"`, "href": `use "url"`, "link": `use "url"`})
}

func (p *parser) addNav(title string, at meta.Value) {
	if u := p.address(at, "nav", true, true); u != "" {
		p.c.Nav = append(p.c.Nav, NavItem{Title: oneLine(title), URL: u, Line: int(at.Line), Column: int(at.Column)})
	}
}

func (p *parser) publisher() {
	r, ok := p.Map("publisher")
	if !ok {
		return
	}
	name, _ := r.Text("name")
	p.c.Publisher = Publisher{Name: oneLine(name), Logo: p.link(r, "logo", true), URL: p.link(r, "url", false)}
	r.Done(nil)
}

func (p *parser) feeds() {
	r, ok := p.Map("feeds")
	if !ok {
		return
	}
	p.number(r, "items", 1, 500, &p.c.Feeds.Items)
	if word, ok := p.word(r, "content", "full", "summary"); ok {
		p.c.Feeds.Summary = word == "summary"
	}
	hubs, _ := r.Texts("hubs", "hub")
	for _, v := range hubs {
		if u := p.address(v, "hubs", false, false); u != "" && !slices.Contains(p.c.Feeds.Hubs, u) {
			p.c.Feeds.Hubs = append(p.c.Feeds.Hubs, u)
		}
	}
	r.Done(nil)
}

func (p *parser) rules() {
	r, ok := p.Map("rules")
	if !ok {
		return
	}
	words := []string{"error", "warn", "off"}
	severities := map[string]problem.Severity{"error": problem.Error, "warn": problem.Warning, "warning": problem.Warning, "off": problem.Off}
	var names []string
	for _, rule := range problem.Rules() {
		names = append(names, rule.Name)
	}
	for _, f := range r.Rest() {
		rule, known := problem.FindRule(f.Key)
		if !known {
			p.Report(problem.UnknownRule, meta.Value{Line: f.Line, Column: f.Column}, fmt.Sprintf("unknown rule %q", f.Key),
				problem.DidYouMean(f.Key, names))
			continue
		}
		severity, ok := severities[f.Value.Text]
		switch {
		case f.Value.Kind != meta.Text:
			p.Report(problem.WrongType, f.Value, fmt.Sprintf("%q wants error, warn or off, found %s", f.Key, f.Value.Kind), "")
		case !ok:
			p.unknownWord(f.Value, f.Key, words)
		case rule.Fixed && severity != rule.Severity:
			p.Report(problem.BadValue, f.Value, fmt.Sprintf("the rule %q cannot be changed", f.Key), "remove it: "+rule.Text)
		default:
			if p.c.Rules == nil {
				p.c.Rules = map[string]problem.Severity{}
			}
			p.c.Rules[f.Key] = severity
		}
	}
}

func (p *parser) deploy() {
	r, ok := p.Map("deploy")
	if !ok {
		return
	}
	name := regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)
	for _, f := range r.Rest() {
		at := meta.Value{Line: f.Line, Column: f.Column}
		if !name.MatchString(f.Key) {
			p.Report(problem.BadValue, at, fmt.Sprintf("%q cannot be the name of a host", f.Key), "use letters, digits and hyphens")
			continue
		}
		if f.Value.Kind != meta.Map {
			p.Report(problem.WrongType, at, fmt.Sprintf("%q wants keys with values, found %s", f.Key, f.Value.Kind),
				`write it like "{type: folder, path: ../www}"`)
			continue
		}
		host := p.Sub(f.Value)
		if _, ok := host.Need("type"); !ok {
			continue
		}
		if kind, ok := p.word(host, "type", "folder", "s3", "ssh", "git"); ok {
			p.c.Deploy = append(p.c.Deploy, Target{Name: f.Key, Type: kind, Settings: f.Value, Line: int(f.Line), Column: int(f.Column)})
		}
	}
}

func (p *parser) editor() {
	v, ok := p.Scalar("editor")
	if !ok || v.Text == "" {
		return
	}
	known := map[string]string{
		"cursor":   "cursor://file{file}:{line}:{column}",
		"idea":     "idea://open?file={file}&line={line}&column={column}",
		"sublime":  "subl://open?url=file://{file}&line={line}&column={column}",
		"textmate": "txmt://open?url=file://{file}&line={line}&column={column}",
		"vscode":   "vscode://file{file}:{line}:{column}",
		"vscodium": "vscodium://file{file}:{line}:{column}",
		"zed":      "zed://file{file}:{line}:{column}",
	}
	if pattern, ok := known[v.Text]; ok {
		p.c.Editor = pattern
		return
	}
	scheme, _, ok := strings.Cut(v.Text, "://")
	if ok && strings.Contains(v.Text, "{file}") && regexp.MustCompile(`^[a-z][a-z0-9+.-]*$`).MatchString(scheme) {
		p.c.Editor = v.Text
		return
	}
	names := make([]string, 0, len(known))
	for name := range known {
		names = append(names, name)
	}
	slices.Sort(names)
	hint := problem.DidYouMean(v.Text, names)
	if hint == "" {
		hint = "write one of " + strings.Join(names, ", ") + `, or an address like "vscode://file{file}:{line}:{column}"`
	}
	p.Report(problem.BadValue, v, fmt.Sprintf("unknown editor %q", v.Text), hint)
}

// permalinkFault says why s cannot be a pattern of addresses; text is empty when it can.
func permalinkFault(s string) (text, hint string) {
	const form = `write it like "/:year/:month/:slug/"`
	switch {
	case !strings.HasPrefix(s, "/") || !strings.HasSuffix(s, "/") || len(s) < 2:
		return fmt.Sprintf("the permalink %q does not begin and end with a slash", s), form
	case s != path.Clean(s)+"/":
		return fmt.Sprintf("the permalink %q holds empty parts or dots", s), form
	case len(s) > 200:
		return "the permalink is longer than 200 bytes", form
	}
	tokens := []string{":day", ":month", ":slug", ":year"}
	slugs := 0
	for _, token := range regexp.MustCompile(`:[A-Za-z_]*`).FindAllString(s, -1) {
		if !slices.Contains(tokens, token) {
			hint := problem.DidYouMean(token, tokens)
			if hint == "" {
				hint = "there are :year, :month, :day and :slug"
			}
			return fmt.Sprintf("unknown %q in the permalink", token), hint
		}
		if token == ":slug" {
			slugs++
		}
	}
	if slugs != 1 {
		return fmt.Sprintf("the permalink %q does not hold :slug once", s), form
	}
	if rest := strings.NewReplacer(":day", "", ":month", "", ":slug", "", ":year", "").Replace(s); !regexp.MustCompile(`^[a-z0-9/._~-]*$`).MatchString(rest) {
		return fmt.Sprintf("the permalink %q holds other characters than a-z, 0-9 and hyphens", s), form
	}
	return "", ""
}
