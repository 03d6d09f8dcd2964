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
	"strings"
	"time"
	"unicode"

	"pressbox/internal/meta"
	"pressbox/internal/site"
)

// A hugo is a blog that Hugo makes.
type hugo struct {
	folder
	permalinks map[string]string // by section
	ugly       bool
	named      bool                // the file's name tells the date
	language   string              // of files that name none; empty when there is but one
	pages      map[string]*article // by what ref takes
	sections   map[string]bool     // folders with a list of their own
	bundles    map[string]string   // folder of a bundle, by its file
}

// Hugo brings the posts and pages below dir into the site below root.
func Hugo(ctx context.Context, root *os.Root, s *site.Site, dir string) (*Moved, error) {
	from, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer from.Close()
	h := &hugo{
		folder:     newFolder(newMover(ctx, root, s), from),
		permalinks: map[string]string{}, pages: map[string]*article{}, bundles: map[string]string{}, sections: map[string]bool{},
	}
	h.configure()
	h.file = h.picture
	err = h.walk("content", func(name string) error {
		switch base := path.Base(name); {
		case base == "index.md" || base == "index.html":
			h.bundles[name] = path.Dir(name)
		case strings.HasPrefix(base, "_index."):
			h.sections[path.Dir(name)] = true
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	nothing := fmt.Errorf("%s holds no content/ with Markdown; name the folder of a Hugo site, with its hugo.toml", dir)
	return h.bring("content", nothing, h.article, h.body)
}

// configure reads the configuration, which may have one of many names.
func (h *hugo) configure() {
	found := false
	for _, base := range []string{"hugo", "config", "config/_default/hugo", "config/_default/config", "config/_default/permalinks"} {
		for _, ext := range []string{"toml", "yaml", "yml", "json"} {
			parse := meta.ParseYAML
			switch ext {
			case "toml":
				parse = meta.ParseTOML
			case "json":
				parse = meta.ParseJSON
			}
			name := base + "." + ext
			src, err := h.from.ReadFile(name)
			if err != nil {
				continue
			}
			found = true
			v, problems := parse(name, src, 1)
			if len(problems) > 0 {
				h.note(name, problems[0].Line, "%s; old addresses are taken to be those that Hugo has by itself", problems[0].Text)
				continue
			}
			if path.Base(base) == "permalinks" {
				h.permalink(v)
				continue
			}
			h.settings(name, matter{v})
		}
	}
	if !found {
		h.note("hugo.toml", 0, "it is not there: old addresses are taken to be those that Hugo has by itself")
	}
}

func (h *hugo) settings(name string, c matter) {
	if u, err := url.Parse(c.text("baseURL")); err == nil && u.Host != "" {
		h.blog = u
		h.blog.Path = "/" + strings.Trim(u.Path, "/")
	}
	if v, ok := c.get("permalinks"); ok {
		h.permalink(v)
	}
	h.ugly = h.ugly || c.yes("uglyURLs")
	if zone, err := time.LoadLocation(c.text("timeZone")); err == nil && c.text("timeZone") != "" {
		h.local = zone
	}
	if v, ok := c.get("languages"); ok && len(v.Fields) > 1 {
		h.language = cmp.Or(c.text("defaultContentLanguage"), "en")
		h.note(name, int(v.Line), "the blog has several languages and a site one: files in others than %q are left out", h.language)
	}
	if v, ok := c.get("frontmatter"); ok {
		h.named = slices.Contains(matter{v}.texts("date"), ":filename")
	}
	if v, ok := c.get("module", "cascade", "contentDir"); ok {
		h.note(name, int(v.Line), "what modules, cascades and contentDir set is not looked at; look at what comes of it")
	}
}

func (h *hugo) permalink(v meta.Value) {
	for _, f := range v.Fields {
		switch {
		case f.Value.Kind == meta.Text:
			h.permalinks[strings.ToLower(f.Key)] = f.Value.Text
		case f.Key == "page":
			h.permalink(f.Value)
		}
	}
}

var (
	hugoToken = regexp.MustCompile(`:[a-z]+(?:\[[^\]]*\])?`)
	hugoName  = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})[-_ ](.+)$`)
)

// article reads what a file says of itself; nil for what is no post or page.
func (h *hugo) article(name string) *article {
	ext := strings.ToLower(path.Ext(name))
	rel := strings.TrimSuffix(strings.TrimPrefix(name, "content/"), path.Ext(name))
	dir, stem := path.Split(rel)
	dir = strings.TrimSuffix(dir, "/")
	switch {
	case ext != ".md" && ext != ".markdown" && ext != ".html":
		if slices.Contains([]string{".adoc", ".asciidoc", ".org", ".rst", ".pandoc", ".pdc"}, ext) {
			h.report.Left++
			h.note(name, 0, "documents in %s are not read; left out: make Markdown of it first", ext[1:])
		}
		return nil
	case strings.HasPrefix(stem, "_index"):
		h.report.Skipped["_index"]++
		return nil
	}
	for at := path.Dir(name); at != "content" && at != "."; at = path.Dir(at) {
		for _, index := range []string{"/index.md", "/index.html"} {
			if h.bundles[at+index] != "" && name != at+index {
				h.report.Skipped["resource"]++ // it belongs to a bundle
				return nil
			}
		}
	}
	v, _, _, ok := h.read(name, true)
	if !ok {
		return nil
	}
	m := matter{v}
	if i := strings.LastIndexByte(stem, '.'); i > 0 && h.language != "" && len(stem)-i <= 6 {
		if stem[i+1:] != h.language {
			h.report.Left++
			h.note(name, 0, "it is in another language; left out")
			return nil
		}
		stem = stem[:i]
	}
	if b, ok := m.get("build", "_build"); m.yes("headless") || ok && (matter{b}.text("render") == "never" || matter{b}.text("render") == "false") {
		h.report.Skipped["headless"]++
		return nil
	}
	bundle := stem == "index"
	if bundle {
		dir, stem = path.Split(dir)
		dir = strings.TrimSuffix(dir, "/")
		if stem == "" {
			h.note(name, 1, "the front page is made of the newest posts here; left out")
			return nil
		}
	}
	section, _, _ := strings.Cut(dir, "/")
	a := &article{file: name, line: 1, title: m.text("title"), draft: m.yes("draft")}
	day := hugoName.FindStringSubmatch(stem)
	given := m.text("slug")
	if h.dates(a, m, day) {
		given = cmp.Or(given, day[2])
	}
	switch blog := slices.Contains([]string{"post", "posts", "blog", "news", "articles"}, strings.ToLower(section)); {
	case section == "" || a.date.IsZero() && !blog:
		a.page = true
	case a.date.IsZero():
		if !a.draft {
			h.note(name, 1, "%s: it has no date; it becomes a draft", a.title)
		}
		a.draft = true
	}
	more := matter{}
	if v, ok := m.get("params"); ok {
		more = matter{v}
	}
	a.words = slices.Concat(m.texts("categories", "category"), m.texts("tags", "tag"), m.texts("players"), m.texts("teams"))
	a.authors = slices.Concat(m.texts("authors", "author"), more.texts("authors", "author"))
	a.summary = summary(m.text("summary", "description"))
	if list := slices.Concat(m.texts("images", "image", "cover", "featured_image", "featuredImage", "thumbnail"), more.texts("images", "image", "cover")); len(list) > 0 {
		a.image = list[0]
		if v, ok := m.get("cover", "image"); ok && v.Kind == meta.Map {
			a.image, a.alt = cmp.Or(matter{v}.text("image", "src", "url"), a.image), matter{v}.text("alt", "caption")
		}
	}
	a.slug = cmp.Or(given, stem)
	if day != nil && given == "" && !a.page {
		a.slug = day[2]
	}
	address := h.address(a, section, dir, stem, given)
	prefix := strings.TrimSuffix(h.blog.Path, "/")
	if own := m.text("url"); own != "" {
		u, err := url.Parse(own)
		if err != nil {
			u = &url.URL{Path: own}
		}
		address = "/" + strings.TrimPrefix(u.EscapedPath(), "/")
	}
	h.published(a, m, prefix, address)
	ref := strings.TrimSuffix(dir+"/"+stem, "/")
	for _, key := range []string{strings.TrimPrefix(ref, "/"), stem, strings.TrimPrefix(name, "content/"), path.Base(name)} {
		if h.pages[strings.ToLower(key)] == nil && key != "index.md" {
			h.pages[strings.ToLower(key)] = a
		}
	}
	return a
}

// dates reads when an article was published, last changed and taken down. day is what
// the file's name tells; it reports whether that is what counts.
func (h *hugo) dates(a *article, m matter, day []string) (named bool) {
	if t, only, ok := m.when(h.local, "date"); ok {
		a.date, a.dateOnly = t, only
	} else if v, ok := m.get("date"); ok {
		h.note(a.file, int(v.Line), "the date %q cannot be read", v.Text)
	} else if day != nil && h.named {
		a.date, a.dateOnly, _ = readDate(day[1], h.local)
		named = true
	}
	if t, only, ok := m.when(h.local, "publishDate", "pubdate", "published"); ok && (a.date.IsZero() || t.After(h.site.Options.Now)) {
		a.date, a.dateOnly = t, only
	}
	changed, changedOnly, ok := m.when(h.local, "lastmod", "modified", "updated")
	if ok && a.date.IsZero() {
		a.date, a.dateOnly = changed, changedOnly
	}
	if a.date.IsZero() && day != nil {
		a.date, a.dateOnly, _ = readDate(day[1], h.local)
	}
	if a.dateOnly {
		a.date = h.day(a.date)
	}
	if ok && changed.After(a.date) && !changed.After(h.site.Options.Now) {
		a.updated = changed
	}
	if t, _, ok := m.when(h.local, "expiryDate", "unpublishDate"); ok {
		a.expires = t
	}
	return named
}

// published notes where an article was to be found, which is where a page stays, and
// what feeds called it.
func (h *hugo) published(a *article, m matter, prefix, address string) {
	a.old = []string{prefix + address}
	aliasBase, err := url.PathUnescape(address)
	if err != nil {
		aliasBase = "/"
	}
	for _, alias := range m.texts("aliases", "alias") {
		u, err := url.Parse(alias)
		if err != nil || u.Path == "" {
			continue
		}
		if !strings.HasPrefix(u.Path, "/") {
			u = &url.URL{Path: path.Join(path.Dir(strings.TrimSuffix(aliasBase, "/")), u.Path) + "/"}
		}
		if h.ugly && path.Ext(u.Path) == "" {
			u = &url.URL{Path: strings.TrimSuffix(u.Path, "/") + ".html"}
		}
		a.old = append(a.old, prefix+u.EscapedPath())
	}
	if a.page {
		a.slug = strings.Trim(strings.TrimSuffix(address, ".html"), "/")
		if plain, err := url.PathUnescape(a.slug); err == nil {
			a.slug = plain
		}
	}
	if id := h.blog.Scheme + "://" + h.blog.Host + a.old[0]; !a.page && !a.draft && h.blog.Host != "" && isID(id) {
		a.id = id // what Hugo's feed calls it
	}
}

// address returns where Hugo publishes an article.
func (h *hugo) address(a *article, section, dir, stem, slug string) string {
	name := cmp.Or(slug, stem)
	t := a.date.In(h.local)
	if a.dateOnly {
		t = a.date
	}
	pattern, ok := h.permalinks[strings.ToLower(section)]
	if !ok || section == "" && h.permalinks[""] == "" {
		pattern = "/" + dir + "/:slugorfilename"
	}
	// Below the first, a folder is a section if it has a list of its own.
	var sections []string
	for i, part := range strings.Split(dir, "/") {
		at := "content/" + strings.Join(strings.Split(dir, "/")[:i+1], "/")
		if i == 0 || h.sections[at] {
			sections = append(sections, part)
		}
	}
	out := hugoToken.ReplaceAllStringFunc(pattern, func(token string) string {
		switch token {
		case ":year":
			return t.Format("2006")
		case ":month":
			return t.Format("01")
		case ":monthname":
			return t.Format("January")
		case ":day":
			return t.Format("02")
		case ":weekday":
			return fmt.Sprint(int(t.Weekday()))
		case ":weekdayname":
			return t.Format("Monday")
		case ":yearday":
			return fmt.Sprint(t.YearDay())
		case ":section":
			return section
		case ":sections":
			return strings.Join(sections, "/")
		case ":sections[1:]":
			return strings.Join(sections[min(1, len(sections)):], "/")
		case ":sections[last]":
			return sections[len(sections)-1]
		case ":title":
			return a.title
		case ":slug":
			return cmp.Or(slug, a.title)
		case ":slugorfilename", ":slugorcontentbasename":
			return name
		case ":filename", ":contentbasename":
			return stem
		}
		return token
	})
	out = path.Clean("/" + hugoPath(out))
	if h.ugly && out != "/" {
		out += ".html"
	} else {
		out = strings.TrimSuffix(out, "/") + "/"
	}
	return (&url.URL{Path: out}).EscapedPath()
}

// hugoPath makes of text what Hugo has in addresses.
func hugoPath(text string) string {
	var b strings.Builder
	hyphen, gap := false, false
	for _, r := range strings.ToLower(text) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), strings.ContainsRune(`./\_#+~-@`, r):
			if gap && r != '-' {
				b.WriteByte('-')
			}
			gap, hyphen = false, r == '-'
			b.WriteRune(r)
		case unicode.IsSpace(r):
			gap = b.Len() > 0 && !hyphen
		}
	}
	return b.String()
}

// picture finds a file in the bundle of an article, or in static/, and copies it.
func (h *hugo) picture(a *article, name string) (string, bool) {
	plain, err := url.PathUnescape(name)
	if err != nil || plain == "" || strings.HasSuffix(plain, "/") || strings.Contains(plain, "/.") || strings.HasPrefix(plain, ".") && !strings.HasPrefix(plain, "./") {
		return "", false
	}
	if !strings.HasPrefix(plain, "/") {
		plain = path.Clean(plain)
		at := path.Join(path.Dir(a.file), plain)
		if h.bundles[a.file] == "" || isDocument(plain) || !strings.HasPrefix(at, "content/") {
			return "", false
		}
		folder := strings.TrimSuffix(a.path, ".md")
		if !h.copyFile(h.from, at, folder+"/"+plain) {
			return "", false
		}
		return (&url.URL{Path: path.Base(folder) + "/" + plain}).EscapedPath(), true
	}
	if path.Clean(plain) != plain {
		return "", false
	}
	if !h.copyFile(h.from, "static"+plain, "static"+plain) {
		return name, path.Ext(plain) != "" && h.stands(name)
	}
	return name, true
}

func isDocument(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown", ".html", ".htm", "":
		return true
	}
	return false
}

var (
	shortcode    = regexp.MustCompile("(?s)\\{\\{([<%])\\s*(/?)\\s*([\\w./-]+)((?:\\s+(?:[\\w-]+\\s*=\\s*)?(?:\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`|[^\\s\"`<>%{}]+))*)\\s*(/?)\\s*[>%]\\}\\}")
	commented    = regexp.MustCompile(`(?s)\{\{([<%])/\*(.*?)\*/([>%])\}\}`)
	hugoValues   = regexp.MustCompile("([\\w-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|`([^`]*)`|(\\S+))|\"((?:[^\"\\\\]|\\\\.)*)\"|`([^`]*)`|(\\S+)")
	highlightEnd = regexp.MustCompile(`\{\{[<%]\s*/\s*highlight\s*[>%]\}\}`)
	headingAttr  = regexp.MustCompile(`^(#{1,6}\s.*?)\s*\{[#.][^{}]*\}\s*$`)
)

// body puts Markdown in place of shortcodes, and copies what lies beside an article.
func (h *hugo) body(a *article, src string, line int) string {
	src = h.shortcodes(a, src, line)
	if dir := h.bundles[a.file]; dir != "" {
		_ = h.walk(dir, func(name string) error {
			if !isDocument(name) {
				h.copyFile(h.from, name, strings.TrimSuffix(a.path, ".md")+strings.TrimPrefix(name, dir))
			}
			return nil
		})
	}
	return h.markdown(a, src, line, func(_ []string, n int, text string) string {
		m := headingAttr.FindStringSubmatch(text)
		if m == nil {
			return text
		}
		h.note(a.file, line+n, "the attributes of a heading are left out: %s", short(text))
		return m[1]
	})
}

// shortcodes puts Markdown in place of the shortcodes that Hugo itself has.
func (h *hugo) shortcodes(a *article, src string, line int) string {
	t := template{rest: src, line: line}
	for {
		m, at, ok := t.next(shortcode)
		if !ok {
			return commented.ReplaceAllString(t.out.String(), "{{$1$2$3}}")
		}
		whole, closing, name := m[0], m[2] != "", m[3]
		given, list := hugoArguments(m[4])
		first := func(key string, n int) string {
			if n >= 0 && n < len(list) {
				return cmp.Or(given[key], list[n])
			}
			return given[key]
		}
		link := func(to string) {
			t.out.WriteString("[" + to + "](" + to + ")")
			h.note(a.file, at, "%s becomes a link", short(whole))
		}
		ok = !closing
		switch {
		case closing:
		case name == "ref" || name == "relref":
			to, frag, _ := strings.Cut(first("path", 0), "#")
			if frag != "" {
				frag = "#" + frag
			}
			target := h.pages[strings.ToLower(strings.TrimSuffix(strings.Trim(path.Clean(to), "/"), ".md"))]
			if target == nil {
				target = h.pages[strings.ToLower(path.Join(strings.TrimPrefix(path.Dir(a.file), "content/"), strings.TrimSuffix(to, ".md")))]
			}
			switch {
			case target != nil:
				t.out.WriteString(target.old[0] + frag)
			case to == "":
				t.out.WriteString(frag)
			default:
				ok = false
			}
		case name == "highlight":
			var inside string
			if inside, ok = t.until(highlightEnd); ok {
				t.out.WriteString(fence(first("lang", 0), inside))
			}
		case name == "figure":
			t.out.WriteString(figureMarkdown(given))
		case name == "youtube" && first("id", 0) != "":
			link("https://www.youtube.com/watch?v=" + url.QueryEscape(first("id", 0)))
		case name == "vimeo" && first("id", 0) != "":
			link("https://vimeo.com/" + url.PathEscape(first("id", 0)))
		case (name == "x" || name == "tweet" || name == "twitter") && first("id", 0) != "":
			link("https://x.com/" + url.PathEscape(cmp.Or(given["user"], "i")) + "/status/" + url.PathEscape(first("id", len(list)-1)))
		case name == "instagram" && first("id", 0) != "":
			link("https://www.instagram.com/p/" + url.PathEscape(first("id", 0)) + "/")
		case name == "gist" && len(list) > 1:
			link("https://gist.github.com/" + url.PathEscape(list[0]) + "/" + url.PathEscape(list[1]))
		default:
			ok = false
		}
		if !ok {
			t.out.WriteString(whole)
			if !closing {
				h.note(a.file, at, "the shortcode %s stays as text: write in Markdown what it stood for", short(whole))
			}
		}
	}
}

// hugoArguments reads what stands behind the name of a shortcode.
func hugoArguments(text string) (given map[string]string, list []string) {
	given = map[string]string{}
	unquote := strings.NewReplacer(`\"`, `"`, `\\`, `\`)
	for _, m := range hugoValues.FindAllStringSubmatch(text, -1) {
		if m[1] != "" {
			given[m[1]] = cmp.Or(unquote.Replace(m[2]), m[3], m[4])
		} else {
			list = append(list, cmp.Or(unquote.Replace(m[5]), m[6], m[7]))
		}
	}
	return given, list
}

// figureMarkdown writes a picture whose title is its caption.
func figureMarkdown(given map[string]string) string {
	caption := strings.TrimSpace(given["title"] + " " + given["caption"])
	if given["attr"] != "" {
		caption = strings.TrimSpace(caption + " " + given["attr"])
	}
	inBrackets := strings.NewReplacer(`[`, `\[`, `]`, `\]`, "\n", " ")
	out := "![" + inBrackets.Replace(cmp.Or(given["alt"], given["caption"], given["title"])) + "](" + strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29").Replace(given["src"])
	if caption != "" {
		out += ` "` + strings.NewReplacer(`"`, `\"`, "\n", " ").Replace(caption) + `"`
	}
	out += ")"
	if given["link"] != "" {
		out = "[" + out + "](" + strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29").Replace(given["link"]) + ")"
	}
	return out
}
