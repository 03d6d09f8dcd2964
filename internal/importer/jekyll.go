package importer

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"pressbox/internal/meta"
	"pressbox/internal/site"
)

// A jekyll is a blog that Jekyll makes.
type jekyll struct {
	folder
	permalink string
	authors   map[string]string   // name by key of _data/authors.yml
	posts     map[string]*article // by the name that post_url takes
	links     map[string]*article // by the file that link takes
}

// jekyllStyles are the permalinks that have a name.
var jekyllStyles = map[string]string{
	"date":     "/:categories/:year/:month/:day/:title:output_ext",
	"pretty":   "/:categories/:year/:month/:day/:title/",
	"ordinal":  "/:categories/:year/:y_day/:title:output_ext",
	"weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
	"none":     "/:categories/:title:output_ext",
}

var (
	jekyllName  = regexp.MustCompile(`^(\d{4}-\d{1,2}-\d{1,2})-(.+)$`)
	jekyllToken = regexp.MustCompile(`:[a-z_]+`)
)

// Jekyll brings the posts and pages below dir into the site below root.
func Jekyll(ctx context.Context, root *os.Root, s *site.Site, dir string) (*Moved, error) {
	from, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer from.Close()
	j := &jekyll{
		folder: newFolder(newMover(ctx, root, s), from), permalink: jekyllStyles["date"],
		authors: map[string]string{}, posts: map[string]*article{}, links: map[string]*article{},
	}
	j.configure()
	j.file = j.static
	nothing := fmt.Errorf("%s holds no _posts, no _drafts and no pages; name the folder of a Jekyll site, with its _config.yml", dir)
	return j.bring(".", nothing, j.article, j.body)
}

// configure reads _config.yml.
func (j *jekyll) configure() {
	name := "_config.yml"
	src, err := j.from.ReadFile(name)
	if err != nil {
		j.note(name, 0, "it cannot be read: old addresses are taken to be those that Jekyll has by itself")
		return
	}
	v, problems := meta.ParseYAML(name, src, 1)
	for _, p := range problems {
		j.note(name, p.Line, "%s; old addresses are taken to be those that Jekyll has by itself", p.Text)
		return
	}
	c := matter{v}
	if text := c.text("permalink"); text != "" {
		j.permalink = text
		if style, ok := jekyllStyles[text]; ok {
			j.permalink = style
		}
	}
	if u, err := url.Parse(c.text("url")); err == nil && u.Host != "" {
		j.blog = u
	}
	j.blog.Path = "/" + strings.Trim(c.text("baseurl"), "/")
	if zone, err := time.LoadLocation(c.text("timezone")); err == nil && c.text("timezone") != "" {
		j.local = zone
	}
	if v, ok := c.get("defaults", "collections"); ok {
		j.note(name, int(v.Line), "defaults and collections of Jekyll are not looked at; look at what they set")
	}
	name = "_data/authors.yml"
	src, err = j.from.ReadFile(name)
	if err != nil {
		return
	}
	v, problems = meta.ParseYAML(name, src, 1)
	for _, p := range problems {
		j.note(name, p.Line, "%s; authors keep the names that posts give them", p.Text)
		return
	}
	for _, f := range v.Fields {
		j.authors[f.Key] = matter{f.Value}.text("name", "display_name")
	}
}

// article reads what a file says of itself; nil for what is no post or page.
func (j *jekyll) article(name string) *article {
	parts := strings.Split(name, "/")
	in := slices.IndexFunc(parts[:len(parts)-1], func(p string) bool { return p == "_posts" || p == "_drafts" })
	base := parts[len(parts)-1]
	ext := path.Ext(base)
	stem := strings.TrimSuffix(base, ext)
	text := slices.Contains([]string{".md", ".markdown", ".mkd", ".mkdn", ".mkdown"}, strings.ToLower(ext))
	page := in < 0
	switch {
	case page && (!text || strings.HasPrefix(name, "_") || strings.Contains(name, "/_") || len(parts) == 1 && slices.Contains([]string{"README", "CHANGELOG", "LICENSE", "CONTRIBUTING", "CODE_OF_CONDUCT"}, strings.ToUpper(stem))):
		return nil
	case !page && !text && ext != ".html" && ext != ".htm":
		if ext == ".textile" || ext == ".adoc" || ext == ".org" || ext == ".rst" {
			j.report.Left++
			j.note(name, 0, "posts in %s are not read; left out: make Markdown of it first", ext[1:])
		}
		return nil
	}
	v, _, _, ok := j.read(name, !page)
	if !ok {
		return nil
	}
	m := matter{v}
	a := &article{file: name, line: 1, page: page, title: m.text("title"), draft: strings.EqualFold(m.text("published"), "false")}
	if page && stem == "index" && len(parts) == 1 {
		j.note(name, 1, "the front page is made of the newest posts here; left out")
		return nil
	}
	a.words = append(jekyllWords(m, "categories", "category"), jekyllWords(m, "tags", "tag")...)
	folders := slices.Clone(parts[:max(in, 0)])
	a.words = append(slices.Clone(folders), a.words...)
	for _, who := range m.texts("author", "authors") {
		if name := j.authors[who]; name != "" {
			who = name
		}
		a.authors = append(a.authors, who)
	}
	a.summary = summary(m.text("excerpt", "description", "summary", "subtitle"))
	if list := m.texts("image", "cover", "thumbnail", "feature_image", "header"); len(list) > 0 {
		a.image = list[0]
		if v, ok := m.get("image"); ok && v.Kind == meta.Map {
			a.alt = matter{v}.text("alt")
		}
	}
	if to := m.text("redirect_to"); to != "" {
		j.note(name, 1, "it only led to %s; it becomes a draft", to)
		a.draft = true
	}
	slug := stem
	if !page {
		a.draft = a.draft || parts[in] == "_drafts"
		if n := jekyllName.FindStringSubmatch(stem); n != nil {
			slug = n[2]
			if t, _, ok := readDate(n[1], j.local); ok {
				a.date, a.dateOnly = t, true
			}
		} else if parts[in] == "_posts" {
			j.report.Left++
			j.note(name, 0, "its name does not begin with a day like 2022-11-01-, so that Jekyll does not publish it; left out")
			return nil
		}
		if t, only, ok := m.when(j.local, "date"); ok {
			a.date, a.dateOnly = t, only
		} else if v, ok := m.get("date"); ok {
			j.note(name, int(v.Line), "the date %q cannot be read; that of the file's name is taken", v.Text)
		}
		if a.dateOnly {
			a.date = j.day(a.date)
		}
	}
	if t, _, ok := m.when(j.local, "last_modified_at", "updated", "modified"); ok && t.After(a.date) && !t.After(j.site.Options.Now) {
		a.updated = t
	}
	a.slug = slug
	if given := m.text("slug"); given != "" {
		a.slug = given
	}
	j.links[name] = a
	if !page {
		j.posts[strings.Join(append(slices.Clone(folders), stem), "/")], j.posts[stem] = a, a
	}
	address := ""
	switch permalink := m.text("permalink"); {
	case permalink != "":
		if style, ok := jekyllStyles[permalink]; ok {
			permalink = style
		}
		address = j.address(permalink, a, m, slug, folders)
	case page:
		address = "/" + strings.Join(parts[:len(parts)-1], "/") + "/" + stem
		if strings.HasSuffix(j.permalink, "/") {
			address += "/"
		} else if !strings.HasSuffix(j.permalink, ":title") {
			address += ".html"
		}
		address = strings.Replace(strings.ReplaceAll(address, "//", "/"), "/index.html", "/", 1)
	default:
		address = j.address(j.permalink, a, m, slug, folders)
	}
	if page {
		a.slug = strings.Trim(strings.TrimSuffix(address, ".html"), "/")
	}
	prefix := strings.TrimSuffix(j.blog.Path, "/")
	a.old = []string{prefix + address}
	for _, from := range m.texts("redirect_from") {
		if u, err := url.Parse(from); err == nil && u.Path != "" {
			a.old = append(a.old, prefix+"/"+strings.TrimPrefix(u.EscapedPath(), "/"))
		}
	}
	if !page && j.blog.Host != "" && !a.draft { // what the feed of jekyll-feed calls it
		id := path.Join(prefix, path.Dir(strings.TrimSuffix(address, "/")), slug)
		if u := (&url.URL{Scheme: j.blog.Scheme, Host: j.blog.Host, Path: id}).String(); isID(u) {
			a.id = u
		}
	}
	return a
}

// jekyllWords reads a list, or words with spaces between, as Jekyll does.
func jekyllWords(m matter, list, one string) []string {
	if v, ok := m.get(list); ok {
		if v.Kind == meta.Text {
			return strings.Fields(v.Text)
		}
		return m.texts(list)
	}
	return m.texts(one)
}

// address fills a permalink.
func (j *jekyll) address(permalink string, a *article, m matter, slug string, folders []string) string {
	t := a.date.In(j.local)
	if a.dateOnly {
		t = a.date
	}
	var categories []string
	for _, c := range append(slices.Clone(folders), jekyllWords(m, "categories", "category")...) {
		if c = strings.ToLower(c); !slices.Contains(categories, c) {
			categories = append(categories, c)
		}
	}
	year, week := t.ISOWeek()
	title := slug
	if s := m.text("slug"); s != "" {
		title = s
	}
	out := jekyllToken.ReplaceAllStringFunc(permalink, func(token string) string {
		switch token {
		case ":year":
			return t.Format("2006")
		case ":short_year":
			return t.Format("06")
		case ":month":
			return t.Format("01")
		case ":i_month":
			return t.Format("1")
		case ":short_month":
			return t.Format("Jan")
		case ":long_month":
			return t.Format("January")
		case ":day":
			return t.Format("02")
		case ":i_day":
			return t.Format("2")
		case ":y_day":
			return fmt.Sprintf("%03d", t.YearDay())
		case ":week":
			return fmt.Sprintf("%02d", week)
		case ":w_year":
			return strconv.Itoa(year)
		case ":short_day":
			return t.Format("Mon")
		case ":long_day":
			return t.Format("Monday")
		case ":hour":
			return t.Format("15")
		case ":minute":
			return t.Format("04")
		case ":second":
			return t.Format("05")
		case ":title":
			return jekyllSlug(title, true)
		case ":slug":
			return strings.ToLower(jekyllSlug(title, false))
		case ":categories":
			return strings.Join(categories, "/")
		case ":slugified_categories":
			var list []string
			for _, c := range categories {
				list = append(list, strings.ToLower(jekyllSlug(c, false)))
			}
			return strings.Join(list, "/")
		case ":output_ext":
			return ".html"
		}
		return token
	})
	for strings.Contains(out, "//") {
		out = strings.ReplaceAll(out, "//", "/")
	}
	return "/" + strings.TrimPrefix((&url.URL{Path: out}).EscapedPath(), "/")
}

// jekyllSlug makes part of an address as Jekyll does: pretty keeps more signs.
func jekyllSlug(text string, pretty bool) string {
	gap := false
	var b strings.Builder
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || pretty && strings.ContainsRune("._~!$&'()+,;=@", r) {
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		} else {
			gap = true
		}
	}
	return b.String()
}

// static finds a file of the blog that is published as it is, and copies it.
func (j *jekyll) static(_ *article, name string) (string, bool) {
	plain, err := url.PathUnescape(name)
	if err != nil || !strings.HasPrefix(plain, "/") || strings.HasSuffix(plain, "/") || strings.HasPrefix(plain, "/_") || strings.Contains(plain, "/.") || path.Clean(plain) != plain {
		return "", false
	}
	switch strings.ToLower(path.Ext(plain)) {
	case "", ".md", ".markdown", ".html", ".htm", ".yml", ".rb", ".scss":
		return "", false
	}
	if !j.copyFile(j.from, plain[1:], "static"+plain) {
		return name, j.stands(name)
	}
	return name, true
}

var (
	liquidMark = regexp.MustCompile(`(?s)\{%-?\s*(\w+)(.*?)-?%\}|\{\{-?(.*?)-?\}\}`)
	liquidText = regexp.MustCompile(`^['"]([^'"]*)['"]\s*\|\s*(?:relative_url|absolute_url|prepend:\s*site\.(?:baseurl|url)|escape)\s*(?:\|\s*(?:prepend:\s*site\.(?:baseurl|url)|relative_url|absolute_url)\s*)?$`)
	kramdown   = regexp.MustCompile(`\{:(?:[^{}\n\\]*)\}`)
	oneItem    = regexp.MustCompile(`^\s*(?:[*+-]|1\.)\s+\S+\s*$`)

	// liquidEnds are the ends of what has one.
	liquidEnds = map[string]*regexp.Regexp{
		"raw":       regexp.MustCompile(`\{%-?\s*endraw\s*-?%\}`),
		"comment":   regexp.MustCompile(`\{%-?\s*endcomment\s*-?%\}`),
		"highlight": regexp.MustCompile(`\{%-?\s*endhighlight\s*-?%\}`),
	}
)

// body puts Markdown in place of Liquid and of kramdown's attributes.
func (j *jekyll) body(a *article, src string, line int) string {
	return j.markdown(a, j.liquid(a, src, line), line, func(before []string, n int, text string) string {
		plain := kramdown.ReplaceAllString(text, "")
		if plain == text {
			return text
		}
		if last := len(before) - 1; kramdown.FindString(text) == "{:toc}" && last >= 0 && oneItem.MatchString(before[last]) {
			before[last] = "" // the list that the table of contents takes the place of
		}
		j.note(a.file, line+n, "the attributes %s are left out", strings.Join(kramdown.FindAllString(text, -1), " "))
		return plain
	})
}

// liquid puts Markdown in place of the tags of Liquid that it knows.
func (j *jekyll) liquid(a *article, src string, line int) string {
	t := template{rest: src, line: line}
	for {
		m, at, ok := t.next(liquidMark)
		if !ok {
			return t.out.String()
		}
		whole, name, args := m[0], m[1], strings.TrimSpace(m[2])
		if name == "" {
			t.out.WriteString(j.output(a, whole, strings.TrimSpace(m[3]), at))
			continue
		}
		inside, ends := "", false
		if end := liquidEnds[name]; end != nil {
			inside, ends = t.until(end)
		}
		target := (*article)(nil)
		switch name {
		case "post_url":
			target = cmp.Or(j.posts[strings.TrimPrefix(args, "/")], j.posts[path.Base(args)])
		case "link":
			target = j.links[strings.TrimPrefix(args, "/")]
		}
		switch {
		case ends && name == "raw":
			t.out.WriteString(inside)
		case ends && name == "comment":
			t.out.WriteString(strings.Repeat("\n", strings.Count(inside, "\n")))
		case ends: // highlight
			lang, _, _ := strings.Cut(args, " ")
			t.out.WriteString(fence(lang, inside))
		case target != nil:
			t.out.WriteString(target.old[0])
		case name == "link":
			t.out.WriteString("/" + strings.TrimPrefix(args, "/"))
		default:
			t.out.WriteString(j.stays(a, whole, at))
		}
	}
}

// stays returns a mark of Liquid as it stands, and says so.
func (j *jekyll) stays(a *article, mark string, at int) string {
	j.note(a.file, at, "%s stays as text: write in Markdown what it stood for", short(mark))
	return mark
}

// output returns what {{ … }} stands for, if that can be known.
func (j *jekyll) output(a *article, whole, inside string, at int) string {
	if m := liquidText.FindStringSubmatch(inside); m != nil {
		return m[1]
	}
	switch strings.Join(strings.Fields(inside), " ") {
	case "site.baseurl", "site.url", "site.baseurl | relative_url", "'/' | relative_url":
		return ""
	case "page.title":
		return a.title
	}
	return j.stays(a, whole, at)
}
