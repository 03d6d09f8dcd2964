package importer

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"pressbox/internal/content"
	"pressbox/internal/markdown"
	"pressbox/internal/newsroom"
	"pressbox/internal/plan"
	"pressbox/internal/scaffold"
	"pressbox/internal/site"
)

// A Moved says what became of a blog that moved into the site.
type Moved struct {
	Posts, Drafts, Scheduled, Pages, Authors, Files int // written
	Known                                           int // there already
	Left                                            int // that could not be written; a note says why
	Comments                                        int // which a site of files has no place for
	Skipped                                         map[string]int
	Media                                           []string // addresses of pictures and other files, in the order of the export
	Notes                                           []Note   // in order of place
	Written                                         []string // new files, by path
}

// A Note is something to look at.
type Note struct {
	File string
	Line int // 0 for the whole file
	Text string
	More int // how many other places it is true of
}

// An article is a post or a page on its way into the site.
type article struct {
	file string // that it came in
	line int    // on which it begins there
	page bool

	title    string
	date     time.Time // zero when it has none
	dateOnly bool
	updated  time.Time // zero when it was not
	expires  time.Time
	draft    bool
	authors  []string
	words    []string // categories and tags
	slug     string   // wanted; of a page its path
	summary  string
	image    string // as the blog led to it
	alt      string
	id       string
	old      []string // addresses below the blog's host, the last one first

	players, teams, sources, tags []string // what words mean

	path    string // in the site; decided by settle
	address string // of its page below the base, with index.html; empty for what is in no plan
	aliases []string
	known   bool // it is there already
}

// A mover brings the articles of a blog into a site.
type mover struct {
	ctx    context.Context // an import may be interrupted between two articles
	site   *site.Site
	root   *os.Root
	zone   *time.Location
	report *Moved
	names  *newsroom.Directory

	blog  *url.URL                                                // where the blog was published; without a host when that is not known
	file  func(a *article, name string) (dest string, ok bool)    // finds a picture or other file of the blog by its path below its base
	list  func(path string) (dest string, ok bool)                // finds what a list of the blog is now
	shown func(a *article, dest string) (address string, ok bool) // finds an article by what is no path

	ids      map[string]string   // path of a post of the site, by its id
	taken    map[string]bool     // paths in the site, folded
	numbers  map[string]int      // the next one behind a name that is taken
	claims   map[string]string   // path in the site of who has an address, by the path of its page, folded
	moved    map[string]*article // by key of an old address
	tags     map[string]string   // by slug
	listed   map[string]bool     // slugs of tags that a published post has
	writers  map[string]string   // how posts name an author; empty for none
	records  map[string]string   // name by path of an author's record that is new
	line     int                 // of the link that is looked at
	origin   []int               // of each line of the text that is looked at, the line that it came from; nil where they are the same
	repeated map[string]int      // place in the notes of what is noted once
}

func newMover(ctx context.Context, root *os.Root, s *site.Site) *mover {
	m := &mover{
		ctx: ctx, site: s, root: root, zone: s.Config.Timezone, report: &Moved{Skipped: map[string]int{}}, names: s.Room.Directory(), blog: &url.URL{Path: "/"},
		ids: map[string]string{}, taken: map[string]bool{}, numbers: map[string]int{}, claims: map[string]string{}, moved: map[string]*article{},
		tags: map[string]string{}, listed: map[string]bool{}, writers: map[string]string{}, records: map[string]string{}, repeated: map[string]int{},
		list:  func(string) (string, bool) { return "", false },
		shown: func(*article, string) (string, bool) { return "", false },
	}
	for _, d := range s.Content.Documents {
		if d.Kind == content.Post {
			if f, ok := d.Meta.Unpack().Lookup("id"); ok {
				m.ids[f.Value.Text] = d.Path
			}
		}
	}
	for _, t := range s.Room.Tags {
		m.tags[t.Slug] = t.Name
	}
	return m
}

func (m *mover) note(file string, line int, format string, args ...any) {
	m.report.Notes = append(m.report.Notes, Note{File: file, Line: line, Text: fmt.Sprintf(format, args...)})
}

// noteOnce counts a note that has been made before.
func (m *mover) noteOnce(file string, line int, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if i, ok := m.repeated[text]; ok {
		m.report.Notes[i].More++
		return
	}
	m.repeated[text] = len(m.report.Notes)
	m.note(file, line, "%s", text)
}

// leave notes an article that is not written.
func (m *mover) leave(a *article, format string, args ...any) {
	m.report.Left++
	m.note(a.file, a.line, "%s: %s", a.title, fmt.Sprintf(format, args...))
}

// finish puts the report in order.
func (m *mover) finish() *Moved {
	slices.SortStableFunc(m.report.Notes, func(a, b Note) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return m.report
}

// settle decides on the files, addresses and aliases of all articles, in their order.
// Nobody's address is taken from anybody.
func (m *mover) settle(articles []*article) {
	used := map[string]bool{}
	for _, a := range articles {
		a.title = legible(a.title)
		if used[a.id] {
			a.id = ""
		}
		used[a.id] = a.id != ""
		a.path, a.known = m.ids[a.id], a.id != "" && m.ids[a.id] != ""
		m.place(a)
	}
	for _, a := range articles {
		for _, old := range a.old {
			if key := m.key(old); key != "" {
				if _, ok := m.moved[key]; !ok {
					m.moved[key] = a
				}
			}
		}
	}
	for _, a := range articles {
		m.alias(a)
		if !a.page && !a.known {
			m.sort(a)
		}
	}
}

// place finds a free name for an article.
func (m *mover) place(a *article) {
	var parts []string
	for part := range strings.SplitSeq(a.slug, "/") {
		if part = newsroom.Slug(part); part != "" {
			parts = append(parts, strings.Trim(part[:min(100, len(part))], "-"))
		}
	}
	if len(parts) == 0 || len(parts) > 8 || !a.page && len(parts) > 1 {
		slug := newsroom.Slug(cmp.Or(strings.Join(parts, " "), a.title))
		parts = []string{cmp.Or(strings.Trim(slug[:min(100, len(slug))], "-"), "untitled")}
	}
	for i, part := range parts {
		if newsroom.NameFault(part) != "" {
			parts[i] = part + "-2" // con, page
		}
	}
	wanted := strings.Join(parts, "/")
	a.slug = wanted
	month := wanted
	if !a.page {
		month = a.date.In(m.zone).Format("2006-01 ") + wanted
	}
	for n := max(2, m.numbers[month]); ; n++ {
		name := ""
		switch {
		case a.page:
			name = "content/pages/" + a.slug + ".md"
			a.address = a.slug + "/index.html"
		case a.date.IsZero():
			name = "content/posts/drafts/" + a.slug + ".md"
		default:
			name = a.date.In(m.zone).Format("content/posts/2006/01/") + a.slug + ".md"
			a.address = plan.PostPath(m.site.Config.Permalink, a.date.In(m.zone), a.slug)
		}
		if a.known {
			name = a.path
		}
		owner, claimed := m.owner(a.address)
		if a.known || !m.taken[strings.ToLower(name)] && (!claimed || owner == name) && (a.address == "" || !plan.Reserved(a.address)) {
			a.path = name
			break
		}
		a.slug = wanted + "-" + strconv.Itoa(n)
		m.numbers[month] = n + 1
	}
	if a.slug != wanted && !a.known {
		m.note(a.file, a.line, "%s: the name %s is taken, or kept for lists; it becomes %s", a.title, wanted, a.slug)
	}
	m.taken[strings.ToLower(a.path)] = true
	if a.address != "" {
		m.claims[strings.ToLower(a.address)] = a.path
	}
}

// owner returns whose page stands at an address, now or after the import.
func (m *mover) owner(address string) (string, bool) {
	if address == "" {
		return "", false
	}
	if who, ok := m.claims[strings.ToLower(address)]; ok {
		return who, true
	}
	f, ok := m.site.Plan.Lookup(address)
	return f.From, ok
}

// alias keeps the addresses that an article had.
func (m *mover) alias(a *article) {
	if a.draft || a.known {
		return // it was not published there, or has them
	}
	for _, old := range a.old {
		old = m.below(old)
		if why := newsroom.AliasFault(old); why != "" {
			if old != "/" { // the front page stays one
				m.note(a.file, a.line, "%s: the old address %q cannot be kept: it %s", a.title, old, why)
			}
			continue
		}
		at := plan.AliasPath(old)
		owner, claimed := m.owner(at)
		switch {
		case at == a.address || claimed && owner == a.path && slices.Contains(a.aliases, old):
		case claimed && owner != a.path, plan.Reserved(at):
			m.note(a.file, a.line, "%s: the old address %s cannot be kept: something else stands there", a.title, old)
		default:
			a.aliases = append(a.aliases, old)
			m.claims[strings.ToLower(at)] = a.path
		}
	}
}

// below returns an old address as the site has it: without the path of the blog, or
// that of the site if it is below that.
func (m *mover) below(old string) string {
	for _, base := range []string{m.site.Config.BaseURL.Path, m.blog.Path} {
		if base = strings.Trim(base, "/"); base != "" {
			if rest, ok := strings.CutPrefix(old, "/"+base+"/"); ok {
				return "/" + rest
			}
		}
	}
	return old
}

// key returns what two spellings of one old address have in common.
func (m *mover) key(old string) string {
	if plain, err := url.PathUnescape(old); err == nil {
		old = plain
	}
	old = strings.TrimSuffix(strings.TrimSuffix(old, "index.html"), "/")
	return strings.ToLower(norm.NFC.String(strings.TrimSuffix(old, ".html")))
}

// write writes an article with its body in Markdown, whose first line is line of the
// article's file; 0 when that says nothing.
func (m *mover) write(a *article, body string, line int) error {
	if err := m.ctx.Err(); err != nil {
		return err
	}
	if a.known {
		m.report.Known++
		return nil
	}
	body = strings.TrimSpace(tidy(m.mend(a, strings.TrimRight(body, " \t\n"), line)))
	if len(body) > 1<<20 {
		m.leave(a, "its text has %d bytes, more than a page can have; left out: split it", len(body))
		return nil
	}
	if a.title == "" {
		a.title = "Untitled"
		if words := strings.ReplaceAll(a.slug, "-", " "); strings.ContainsFunc(words, unicode.IsLetter) {
			a.title = strings.ToUpper(words[:1]) + words[1:]
		}
		m.note(a.file, a.line, "%s has no title; it is called %q", a.path, a.title)
	}
	writers := m.credit(a)
	text := m.matter(a, writers) + "\n" + body + "\n"
	if body == "" {
		text = strings.TrimSuffix(text, "\n\n")
	}
	written, err := m.create(a.path, []byte(text))
	switch {
	case err != nil:
		return err
	case !written:
		old, err := m.root.ReadFile(a.path)
		if err == nil && string(old) == text {
			m.report.Known++
			return nil
		}
		m.leave(a, "%s is there already and says something else; left as it is: rename one of them and import again, if they are not the same", a.path)
	case a.page && !a.draft:
		m.report.Pages++
	case a.draft:
		m.report.Drafts++
	case a.date.After(m.site.Options.Now):
		m.report.Scheduled++
	default:
		m.report.Posts++
	}
	return nil
}

// create writes a file that must not be there yet. It reports whether it did.
func (m *mover) create(name string, text []byte) (bool, error) {
	err := scaffold.Create(m.root, name, text)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	m.report.Written = append(m.report.Written, name)
	return true, nil
}

// credit returns how a post names its authors, who get records.
func (m *mover) credit(a *article) []string {
	var list []string
	for _, name := range a.authors {
		name = legible(name)
		text, known := m.writers[name]
		if !known && name != "" && !a.page {
			text = m.writer(a, name)
			m.writers[name] = text
		}
		if text != "" && !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}

func (m *mover) writer(a *article, name string) string {
	if why := newsroom.NameFault(name); why != "" {
		m.note(a.file, a.line, "the author %q %s; posts name nobody instead", name, why)
		return ""
	}
	meant := m.names.Author(name, newsroom.DayOf(m.site.Options.Now))
	if meant.Text != "" {
		return meant.Text
	}
	record := "content/authors/" + newsroom.Slug(name) + ".md"
	written, err := m.create(record, []byte("---\nname: "+scaffold.Scalar(name)+"\n---\n"))
	switch {
	case meant.Doubt != "":
		m.note(a.file, a.line, "the author %q %s; posts name nobody instead", name, meant.Doubt)
	case err != nil:
		m.note(a.file, a.line, "the record of the author %q cannot be written (%v); posts name nobody instead", name, err)
	case !written && m.records[record] != "" && newsroom.SameTag(m.records[record], name):
		return m.records[record]
	case !written:
		m.note(a.file, a.line, "the author %q is not among the names of %s; posts name nobody instead: add the name there", name, record)
	default:
		m.report.Authors++
		m.records[record] = name
		return name
	}
	return ""
}

// matter returns the front matter of an article.
func (m *mover) matter(a *article, writers []string) string {
	var b strings.Builder
	put := func(key, value string) {
		if value != "" {
			b.WriteString(key + ": " + value + "\n")
		}
	}
	text := func(key, value string) {
		if value != "" {
			put(key, scaffold.Scalar(value))
		}
	}
	list := func(key string, values []string) {
		for i, v := range values {
			values[i] = scaffold.Scalar(v)
		}
		if len(values) == 1 {
			put(key, values[0])
		} else if len(values) > 1 {
			put(key, "["+strings.Join(values, ", ")+"]")
		}
	}
	b.WriteString("---\n")
	text("title", a.title)
	if !a.page {
		text("date", m.stamp(a.date, a.dateOnly))
	}
	text("updated", m.stamp(a.updated, m.midnight(a.updated)))
	if !a.page {
		list("player", a.players)
		list("team", a.teams)
		list("source", a.sources)
		list("author", writers)
		text("summary", a.summary)
		list("tags", a.tags)
		text("slug", a.slug)
	} else {
		text("summary", a.summary)
	}
	list("aliases", slices.Clone(a.aliases))
	if a.draft {
		put("draft", "true")
	}
	if !a.page {
		text("expires", m.stamp(a.expires, m.midnight(a.expires)))
	}
	m.line = a.line
	if dest, ok := m.lead(a, a.image, true); a.image != "" && (!ok || !markdown.Safe(dest)) {
		m.note(a.file, a.line, "%s: there is no picture %q; left out", a.title, a.image)
	} else if a.image != "" {
		if a.alt != "" {
			put("image", "{src: "+scaffold.Scalar(dest)+", alt: "+scaffold.Scalar(a.alt)+"}")
		} else {
			text("image", dest)
		}
	}
	if !a.page {
		text("id", a.id)
	}
	b.WriteString("---\n")
	return b.String()
}

// stamp returns a time as front matter has it, with the offset of the site's zone.
func (m *mover) stamp(t time.Time, dateOnly bool) string {
	switch {
	case t.IsZero():
		return ""
	case dateOnly:
		return t.In(m.zone).Format(time.DateOnly)
	}
	return t.In(m.zone).Format(time.RFC3339)
}

// midnight reports whether a time is no more than a day.
func (m *mover) midnight(t time.Time) bool {
	hour, minute, second := t.In(m.zone).Clock()
	return hour == 0 && minute == 0 && second == 0
}

// isID reports whether an address can be what feeds call a post.
func isID(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https") && len(address) <= 500 &&
		!strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("\\\"<>^{|}`", r) })
}

// sort tells categories and tags that mean somebody from those that are only words.
func (m *mover) sort(a *article) {
	day := newsroom.DayOf(cmp.Or(a.date, m.site.Options.Now).In(m.zone))
	add := func(list *[]string, text string) {
		if !slices.Contains(*list, text) {
			*list = append(*list, text)
		}
	}
	for _, word := range a.words {
		if word = legible(word); word == "" {
			continue
		}
		meant := m.names.Meaning(word, day)
		switch meant.Kind {
		case "player":
			add(&a.players, meant.Text)
			continue
		case "team":
			add(&a.teams, meant.Text)
			continue
		case "source":
			add(&a.sources, meant.Text)
			continue
		}
		if meant.Doubt != "" {
			m.noteOnce(a.file, a.line, "%q %s; it stays a tag: write who is meant into the post", word, meant.Doubt)
		}
		if tag := m.tag(a, word); tag != "" {
			add(&a.tags, tag)
			if !a.draft && !a.date.After(m.site.Options.Now) {
				m.listed[newsroom.Slug(tag)] = true
			}
		}
	}
}

// about leads to the page of what a category or tag is now.
func (m *mover) about(word string) (string, bool) {
	meant := m.names.Meaning(word, newsroom.DayOf(m.site.Options.Now.In(m.zone)))
	if meant.Kind != "" {
		return meant.Kind + ":" + url.PathEscape(meant.Text), true
	}
	slug := newsroom.Slug(word)
	return "/tags/" + slug + "/", m.listed[slug]
}

// tag returns how a word is written as a tag: different words never share an address.
func (m *mover) tag(a *article, word string) string {
	if why := newsroom.NameFault(word); why != "" {
		m.noteOnce(a.file, a.line, "the tag %q %s; left out", word, why)
		return ""
	}
	free := word
	for n := 2; ; n++ {
		slug := newsroom.Slug(free)
		first, ok := m.tags[slug]
		if !ok {
			m.tags[slug] = free
		}
		if !ok || newsroom.SameTag(first, free) {
			break
		}
		free = word + " " + strconv.Itoa(n)
	}
	if free != word {
		m.noteOnce(a.file, a.line, "the tag %q would have the address of another; it becomes %q", word, free)
	}
	return m.tags[newsroom.Slug(free)]
}

// copyFile copies a file of the blog into the site, where it may be already. It
// reports false if it cannot.
func (m *mover) copyFile(from *os.Root, name, to string) bool {
	const most = 64 << 20
	info, err := from.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > most || newsroom.AliasFault("/"+to) != "" {
		return false
	}
	text, err := from.ReadFile(name)
	if err != nil {
		return false
	}
	written, err := m.create(to, text)
	if err != nil {
		return false
	}
	if written {
		m.report.Files++
	} else if old, err := m.root.ReadFile(to); err != nil || !bytes.Equal(old, text) {
		m.noteOnce(name, 0, "%s is there already and is another file; left as it is", to)
	}
	return true
}
