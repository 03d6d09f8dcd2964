package importer

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"pressbox/internal/newsroom"
	"pressbox/internal/site"
)

// Limits of an export, which may be of any length.
const (
	maxItem = 64 << 20 // bytes between two marks of XML
	maxNest = 32       // elements within one another; an export has five
)

// An item is one of the things that an export holds.
type item struct {
	file string
	line int

	title, link, guid, creator, content, excerpt     string
	id, parent, kind, status, name, password, sticky string
	date, dateGMT, modified, modifiedGMT             string
	attachment                                       string // the address of a file
	words                                            []string
	meta                                             map[string]string
	comments                                         int
}

// An export is what WordPress writes of itself: WXR, which is RSS with more in it.
type export struct {
	*mover
	html    *htmlReader
	authors map[string]string // display name by login
	files   map[string]item   // attachments, by id
	within  map[string][]string
	byID    map[string]string // the old address of a post or page, by id
	terms   map[string]string // name of a category or tag, by what addresses call it
	read    bool              // a mark of WordPress was seen
}

// WordPress brings the posts and pages of an export, in one file or several, into
// the site below root. The files are read twice: nothing is written before all of
// them are found to be whole.
func WordPress(ctx context.Context, root *os.Root, s *site.Site, names []string) (*Moved, error) {
	e := &export{
		mover: newMover(ctx, root, s), html: newHTMLReader(s.Config.Markdown.RawHTML), authors: map[string]string{},
		files: map[string]item{}, within: map[string][]string{}, byID: map[string]string{}, terms: map[string]string{},
	}
	e.file, e.shown, e.list = e.upload, e.queried, e.archive
	var articles []*article
	edits := map[string]int{} // posts changed in one minute
	var items []item
	for _, name := range names {
		e.read = false
		err := e.scan(name, true, func(it *item) error {
			it.content = ""
			items = append(items, *it)
			if m := it.changed(); m != "" {
				edits[m]++
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if !e.read {
			return nil, fmt.Errorf("%s: this is no export of WordPress: make one there under Tools, Export", name)
		}
	}
	chosen := make([]*article, len(items))
	for i := range items {
		if a := e.article(&items[i], edits); a != nil {
			chosen[i] = a
			articles = append(articles, a)
		}
	}
	items = nil
	e.settle(articles)
	n := 0
	for _, name := range names {
		err := e.scan(name, false, func(it *item) error {
			if n >= len(chosen) {
				return fmt.Errorf("%s changed while it was read; import it again", name)
			}
			a := chosen[n]
			chosen[n] = nil
			n++
			if a == nil {
				return nil
			}
			return e.write(a, e.body(a, it), 0)
		})
		if err != nil {
			return e.finish(), err
		}
	}
	return e.finish(), nil
}

// changed returns the minute of an item's last change.
func (it *item) changed() string {
	m := it.modifiedGMT
	if m == "" || len(m) < 16 {
		m = it.modified
	}
	if len(m) < 16 {
		return ""
	}
	return m[:16]
}

// A wxrReader hands a decoder the bytes of an export without those that XML forbids
// and that exports hold all the same.
type wxrReader struct {
	in      *bufio.Reader
	n, mark int64 // bytes read, and at the end of the last mark of XML
}

func (r *wxrReader) Read([]byte) (int, error) { return 0, errors.New("read a byte at a time") }

var errLong = fmt.Errorf("more than %d bytes without a mark of XML", maxItem)

func (r *wxrReader) ReadByte() (byte, error) {
	c, err := r.in.ReadByte()
	if err != nil {
		return c, err
	}
	if r.n++; r.n-r.mark > maxItem {
		return c, errLong
	}
	if c < ' ' && c != '\n' && c != '\t' && c != '\r' {
		return ' ', nil
	}
	if c == 0xef {
		if next, err := r.in.Peek(2); err == nil && next[0] == 0xbf && next[1] >= 0xbe {
			_, err := r.in.Discard(2)
			return ' ', err
		}
	}
	return c, nil
}

// encoding looks at all of a file for what its bytes are, whatever it says of them:
// line is the first that holds other than UTF-8.
func encoding(in io.Reader) (head []byte, line int, err error) {
	r := bufio.NewReaderSize(in, 1<<16)
	head, err = r.Peek(200)
	if err != nil && err != io.EOF {
		return nil, 0, err
	}
	head = bytes.Clone(head)
	buf := make([]byte, 1<<16)
	kept, at := 0, 1
	for {
		n, err := r.Read(buf[kept:])
		text := buf[:kept+n]
		for len(text) > 0 {
			whole := text
			if err == nil { // the last letter may be cut
				for i := 1; i <= 3 && i <= len(text); i++ {
					if utf8.RuneStart(text[len(text)-i]) {
						if !utf8.FullRune(text[len(text)-i:]) {
							whole = text[:len(text)-i]
						}
						break
					}
				}
			}
			if !utf8.Valid(whole) {
				for i := 0; i < len(whole); {
					c, size := utf8.DecodeRune(whole[i:])
					if c == utf8.RuneError && size == 1 {
						return head, at + bytes.Count(whole[:i], []byte("\n")), nil
					}
					i += size
				}
			}
			at += bytes.Count(whole, []byte("\n"))
			kept = copy(buf, text[len(whole):])
			break
		}
		if len(text) == 0 {
			kept = 0
		}
		if err == io.EOF {
			return head, 0, nil
		}
		if err != nil {
			return nil, 0, err
		}
	}
}

var declared = regexp.MustCompile(`^\s*<\?xml[^>]*encoding=["']([^"']+)["']`)

// scan calls do with every item of a file.
func (e *export) scan(name string, first bool, do func(*item) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return fmt.Errorf("%s is a folder; name the file that WordPress exported", name)
	}
	head, bad, err := encoding(f)
	if err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	said := "utf-8"
	if m := declared.FindSubmatch(bytes.TrimPrefix(head, []byte("\ufeff"))); m != nil {
		said = strings.ToLower(string(m[1]))
	}
	var in io.Reader = f
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")), bytes.HasPrefix(head, []byte("<\x00")):
		return fmt.Errorf("%s:1: the file is UTF-16; save it as UTF-8", name)
	case bad > 0 && (said == "iso-8859-1" || said == "windows-1252"):
		in = charmap.Windows1252.NewDecoder().Reader(f)
	case bad > 0:
		return fmt.Errorf("%s:%d: these bytes are not %s; save the file as UTF-8 and import it again", name, bad, strings.ToUpper(said))
	case said != "utf-8" && said != "us-ascii" && first:
		e.note(name, 1, "the file says that it is %s and is UTF-8; it is read as that", said)
	}
	r := &wxrReader{in: bufio.NewReaderSize(in, 1<<16)}
	if bytes.HasPrefix(head, []byte("\ufeff")) {
		if _, err := r.in.Discard(3); err != nil {
			return err
		}
	}
	d := xml.NewDecoder(r)
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return e.items(d, r, name, first, do)
}

func (e *export) items(d *xml.Decoder, r *wxrReader, name string, first bool, do func(*item) error) error {
	var it *item
	var author, term [2]string // login and display name; what addresses call it and name
	var metaKey, domain string
	var open []xml.Name
	var text bytes.Buffer
	for {
		tok, err := d.RawToken()
		line, _ := d.InputPos()
		if err == io.EOF && len(open) == 0 {
			return nil
		}
		var syntax *xml.SyntaxError
		switch {
		case err == io.EOF, errors.As(err, &syntax) && strings.Contains(syntax.Msg, "unexpected EOF"):
			return fmt.Errorf("%s:%d: the file ends in the middle; export it again, or fetch all of it", name, line)
		case errors.As(err, &syntax):
			return fmt.Errorf("%s:%d: this is not XML: %s; export it again, or mend that line", name, syntax.Line, syntax.Msg)
		case err != nil:
			return fmt.Errorf("%s:%d: %w", name, line, err)
		}
		r.mark = r.n
		switch t := tok.(type) {
		case xml.StartElement:
			if len(open) == maxNest {
				return fmt.Errorf("%s:%d: elements are nested more than %d deep, which no export of WordPress has; export it again", name, line, maxNest)
			}
			open = append(open, t.Name)
			text.Reset()
			switch {
			case len(open) == 3 && t.Name.Local == "item":
				it = &item{file: name, line: line, meta: map[string]string{}}
			case t.Name.Local == "category", t.Name.Local == "tag":
				domain, term = "", [2]string{}
				for _, a := range t.Attr {
					switch a.Name.Local {
					case "domain":
						domain = a.Value
					case "nicename":
						term[0] = a.Value
					}
				}
			case t.Name.Local == "author":
				author = [2]string{}
			}
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != t.Name {
				return fmt.Errorf("%s:%d: this is not XML: </%s> closes what is not open; export it again, or mend that line", name, line, t.Name.Local)
			}
			depth := len(open)
			open = open[:depth-1]
			value := text.String()
			text.Reset()
			wp := t.Name.Space == "wp"
			switch {
			case depth == 3 && it != nil && t.Name.Local == "item":
				if err := e.ctx.Err(); err != nil {
					return err
				}
				if err := do(it); err != nil {
					return err
				}
				it = nil
			case depth == 4 && it != nil:
				it.set(t.Name, value, domain)
				if t.Name.Local == "category" && t.Name.Space == "" && term[0] != "" {
					e.terms[term[0]] = words(value)
				}
			case depth == 5 && it != nil && t.Name.Local == "meta_key":
				metaKey = value
			case depth == 5 && it != nil && t.Name.Local == "meta_value":
				switch metaKey {
				case "_thumbnail_id", "_wp_attachment_image_alt", "_wp_old_slug":
					it.meta[metaKey] = value
				}
			case depth == 3 && it == nil:
				e.read = e.read || wp && (t.Name.Local == "wxr_version" || t.Name.Local == "base_blog_url" || t.Name.Local == "base_site_url")
				if !first {
					break
				}
				switch {
				case wp && t.Name.Local == "wxr_version" && value != "1.0" && value != "1.1" && value != "1.2":
					e.note(name, line, "this is version %q of the format; 1.0, 1.1 and 1.2 are known: look at what comes of it", value)
				case wp && t.Name.Local == "base_blog_url", t.Name.Space == "" && t.Name.Local == "link":
					if u, err := url.Parse(strings.TrimSpace(value)); err == nil && u.Host != "" {
						e.blog = u
					}
				case wp && (t.Name.Local == "category" || t.Name.Local == "tag") && term[0] != "":
					e.terms[term[0]] = term[1]
				case wp && t.Name.Local == "author" && author[0] != "":
					e.authors[author[0]] = cmp.Or(author[1], author[0])
				}
			case depth == 4 && it == nil && (t.Name.Local == "category_nicename" || t.Name.Local == "tag_slug"):
				term[0] = value
			case depth == 4 && it == nil && (t.Name.Local == "cat_name" || t.Name.Local == "tag_name"):
				term[1] = words(value)
			case depth == 4 && it == nil && t.Name.Local == "author_login":
				author[0] = value
			case depth == 4 && it == nil && t.Name.Local == "author_display_name":
				author[1] = words(value)
			}
		}
	}
}

// set keeps an element of an item.
func (it *item) set(name xml.Name, value, domain string) {
	if name.Space == "" {
		switch name.Local {
		case "title":
			it.title = words(value)
		case "link":
			it.link = strings.TrimSpace(value)
		case "guid":
			it.guid = strings.TrimSpace(value)
		case "category":
			if domain == "category" || domain == "post_tag" || domain == "tag" {
				it.words = append(it.words, words(value))
			}
		}
		return
	}
	switch name.Space + ":" + name.Local {
	case "dc:creator":
		it.creator = strings.TrimSpace(value)
	case "content:encoded":
		it.content = value
	case "excerpt:encoded":
		it.excerpt = value
	case "wp:comment":
		it.comments++
	}
	if field, ok := map[string]*string{
		"post_id": &it.id, "post_parent": &it.parent, "post_type": &it.kind, "status": &it.status, "post_name": &it.name,
		"post_password": &it.password, "is_sticky": &it.sticky, "attachment_url": &it.attachment,
		"post_date": &it.date, "post_date_gmt": &it.dateGMT, "post_modified": &it.modified, "post_modified_gmt": &it.modifiedGMT,
	}[name.Local]; ok && name.Space == "wp" {
		*field = strings.TrimSpace(value)
	}
}

// instant reads a time of WordPress; gmt wins over what clocks of the blog showed.
func (e *export) instant(gmt, local string) (time.Time, bool) {
	const layout = "2006-01-02 15:04:05"
	if t, err := time.Parse(layout, gmt); err == nil && t.Year() > 0 && !strings.HasPrefix(gmt, "0000") {
		return t, true
	}
	t, err := time.ParseInLocation(layout, local, e.zone)
	return t, err == nil && !strings.HasPrefix(local, "0000")
}

// article returns what is to be written of an item; nil for what is no post or page.
func (e *export) article(it *item, edits map[string]int) *article {
	e.report.Comments += it.comments
	switch it.kind {
	case "post", "page", "":
	case "attachment":
		at := legible(cmp.Or(it.attachment, it.guid))
		e.files[it.id] = *it
		e.within[it.parent] = append(e.within[it.parent], it.id)
		e.report.Media = append(e.report.Media, at)
		return nil
	default:
		e.report.Skipped[legible(it.kind)]++
		switch it.kind {
		case "revision", "nav_menu_item", "custom_css", "customize_changeset", "oembed_cache", "wp_navigation", "wp_global_styles", "wp_template", "wp_template_part", "wp_block", "wp_font_family", "wp_font_face", "user_request":
		default:
			e.noteOnce(it.file, it.line, "items of the kind %q are no posts or pages; left out: change their kind in WordPress and export again, if they should come", it.kind)
		}
		return nil
	}
	if it.status == "trash" || it.status == "auto-draft" || it.status == "inherit" {
		e.report.Skipped[it.status]++
		return nil
	}
	a := &article{
		file: it.file, line: it.line, page: it.kind == "page", title: it.title, slug: it.name, words: withoutDefault(it.words), summary: words(it.excerpt),
	}
	if name, err := url.PathUnescape(it.name); err == nil {
		a.slug = newsroom.Slug(name)
	}
	if a.slug == "" {
		a.slug = cmp.Or(newsroom.Slug(a.title), "post-"+it.id)
	}
	if it.creator != "" {
		a.authors = []string{cmp.Or(e.authors[it.creator], it.creator)}
	}
	var ok bool
	if a.date, ok = e.instant(it.dateGMT, it.date); !ok {
		a.draft = true
		if !a.page {
			e.note(it.file, it.line, "%s: the date %q cannot be read; it becomes a draft", a.title, it.date)
		}
	} else if local, err := time.ParseInLocation("2006-01-02 15:04:05", it.date, e.zone); err == nil && !local.Equal(a.date) && it.status == "publish" {
		e.noteOnce(it.file, it.line, "the clocks of the blog and those of site.yaml differ: set timezone there to that of the blog and import again, if days are to stay the same")
	}
	switch it.status {
	case "publish":
	case "future":
		if !a.date.After(e.site.Options.Now) {
			a.draft = true
			e.note(it.file, it.line, "%s: it waited for a time that has passed; it becomes a draft", a.title)
		}
	case "draft", "pending":
		a.draft = true
	default:
		a.draft = true
		e.note(it.file, it.line, "%s: its status is %q; it becomes a draft", a.title, it.status)
	}
	if it.password != "" {
		a.draft = true
		e.note(it.file, it.line, "%s: a password protects it, which a site of files cannot; it becomes a draft", a.title)
	}
	if it.sticky == "1" {
		e.note(it.file, it.line, "%s: it was sticky; posts are in order of date here", a.title)
	}
	// A change within the hour is a typing error mended, and one of many posts in one
	// minute that of a program.
	if m, ok := e.instant(it.modifiedGMT, it.modified); ok && !a.draft && m.After(a.date.Add(time.Hour)) && edits[it.changed()] < 5 && !m.After(e.site.Options.Now) {
		a.updated = m
	}
	if u, err := url.Parse(it.link); err == nil && it.link != "" {
		switch {
		case u.RawQuery != "" && !a.draft:
			e.noteOnce(it.file, it.line, "an address like /?%s cannot be kept, because a host of files never sees what follows the ?", u.RawQuery)
		case u.RawQuery == "" && u.Path != "":
			a.old = []string{u.EscapedPath()}
			if was := it.meta["_wp_old_slug"]; was != "" && it.name != "" {
				a.old = append(a.old, strings.Replace(u.EscapedPath(), "/"+path.Base(u.EscapedPath()), "/"+was, 1))
			}
			e.byID[it.id] = u.EscapedPath()
		}
	}
	if a.page && len(a.old) > 0 {
		if name, err := url.PathUnescape(strings.Trim(e.below(a.old[0]), "/")); err == nil && name != "" {
			a.slug = strings.TrimSuffix(name, ".html")
		}
	}
	if isID(it.guid) && !a.page {
		a.id = it.guid
	}
	a.image = "attachment:" + it.meta["_thumbnail_id"] // found when all are known
	if it.meta["_thumbnail_id"] == "" {
		a.image = ""
	}
	return a
}

// withoutDefault drops the category of posts that have none.
func withoutDefault(words []string) []string {
	var list []string
	for _, w := range words {
		if w != "Uncategorized" && w != "Uncategorised" {
			list = append(list, w)
		}
	}
	return list
}

// upload leads to a file of the blog: within the site if it has been put there.
func (e *export) upload(_ *article, name string) (string, bool) {
	if !strings.Contains(name, "/wp-content/") || !strings.HasPrefix(name, "/") {
		return "", false
	}
	return name, e.stands(name)
}

// queried leads to a post by its number: /?p=123.
func (e *export) queried(_ *article, dest string) (string, bool) {
	u, err := url.Parse(dest)
	if err != nil || u.RawQuery == "" || u.Host != "" && !sameHost(u.Host, e.blog.Host) {
		return "", false
	}
	q := u.Query()
	at, ok := e.byID[cmp.Or(q.Get("p"), q.Get("page_id"), "-")]
	return at, ok
}

// archive leads to what a list of posts of one category or tag is now.
func (e *export) archive(at string) (string, bool) {
	parts := strings.Split(strings.Trim(at, "/"), "/")
	if len(parts) < 2 || parts[0] != "category" && parts[0] != "tag" {
		return "", false
	}
	return e.about(e.terms[parts[len(parts)-1]])
}

// body returns the text of an item as Markdown.
func (e *export) body(a *article, it *item) string {
	if id, ok := strings.CutPrefix(a.image, "attachment:"); ok {
		file, found := e.files[id]
		a.image, a.alt = cmp.Or(file.attachment, file.guid), legible(file.meta["_wp_attachment_image_alt"])
		if !found {
			e.note(a.file, a.line, "%s: its picture (attachment %s) is not in the export; left out", a.title, id)
		}
	}
	if a.known {
		return ""
	}
	if len(it.content) > 4<<20 {
		return it.content // which is refused for its length
	}
	src := printable(it.content)
	blocks := strings.Contains(src, "<!-- wp:")
	for _, m := range dynamic.FindAllStringSubmatch(src, -1) {
		e.note(a.file, a.line, "%s: the block %q is made by WordPress when it is shown; left out", a.title, m[1])
	}
	src = e.shortcodes(a, it, src)
	src = more.ReplaceAllString(src, "\n\n")
	src = embedded.ReplaceAllString(src, `$1<a href="$2">$2</a>$3`)
	text, lost, err := e.html.markdown(src, !blocks)
	if err != nil {
		e.note(a.file, a.line, "%s: its text cannot be read (%v); it stands as it was", a.title, err)
		return fence("html", it.content)
	}
	for _, what := range lost {
		e.note(a.file, a.line, "%s: %s", a.title, what)
	}
	return text
}

var (
	more     = regexp.MustCompile(`<!--(?:more.*?|nextpage|noteaser)-->`)
	dynamic  = regexp.MustCompile(`<!-- wp:([a-z0-9/-]+)[^\n]*? /-->`)
	embedded = regexp.MustCompile(`(?m)(<div class="wp-block-embed__wrapper">\s*)(https?://[^\s<>"]+)(\s*</div>)`)

	codes   = regexp.MustCompile(`(?s)(\[?)\[(/?)([a-zA-Z][a-zA-Z0-9_-]*)((?:\s[^\]\[]*)?)\](\]?)`)
	closers = regexp.MustCompile(`\[/([a-zA-Z][a-zA-Z0-9_-]*)\]`)
	values  = regexp.MustCompile(`([a-zA-Z_-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))|"([^"]*)"|(\S+)`)
)

// shortcodes are those that WordPress itself, or nearly every blog, has.
var shortcodes = []string{"caption", "wp_caption", "gallery", "embed", "video", "audio", "youtube", "vimeo", "soundcloud"}

// shortcodes puts HTML in place of the shortcodes that WordPress itself has. Those
// of plugins stay as text.
func (e *export) shortcodes(a *article, it *item, src string) string {
	if !strings.Contains(src, "[") {
		return src
	}
	last := map[string]int{} // where a name is closed last
	for _, m := range closers.FindAllStringSubmatchIndex(src, -1) {
		last[src[m[2]:m[3]]] = m[0]
	}
	length := len(src)
	var b strings.Builder
	link := func(at string) string {
		return "\n\n" + `<a href="` + html.EscapeString(at) + `">` + html.EscapeString(at) + "</a>\n\n"
	}
	for {
		m := codes.FindStringSubmatchIndex(src)
		if m == nil {
			b.WriteString(src)
			return b.String()
		}
		b.WriteString(src[:m[0]])
		whole, name, rest := src[m[0]:m[1]], src[m[6]:m[7]], src[m[1]:]
		if m[2] < m[3] && m[10] < m[11] { // [[gallery]] is how to write [gallery]
			if slices.Contains(shortcodes, name) {
				whole = whole[1 : len(whole)-1]
			}
			b.WriteString(whole)
			src = rest
			continue
		}
		if m[2] < m[3] {
			b.WriteByte('[')
		}
		tail := src[m[10]:m[11]]
		given, list := attributes(src[m[8]:m[9]])
		inside, after := "", rest
		closed := m[4] == m[5] && last[name] >= length-len(rest) && last[name] > 0
		if closed && slices.Contains(shortcodes, name) {
			i := strings.Index(rest, "[/"+name+"]")
			inside, after = rest[:i], rest[i+len("[/"+name+"]"):]
		}
		src = rest
		switch {
		case m[4] < m[5]:
			b.WriteString(whole)
			continue
		case (name == "caption" || name == "wp_caption") && closed:
			picture, words := inside, given["caption"]
			if i := strings.LastIndex(inside, ">"); words == "" && i >= 0 {
				if j := strings.Index(inside, "<img"); j >= 0 {
					if k := strings.Index(inside[j:], ">"); k >= 0 {
						i = j + k
						if strings.HasPrefix(strings.TrimSpace(inside[i+1:]), "</a>") {
							i += strings.Index(inside[i:], "</a>") + len("</a>") - 1
						}
					}
				}
				picture, words = inside[:i+1], inside[i+1:]
			}
			b.WriteString("\n\n<figure>" + picture + "<figcaption>" + strings.TrimSpace(words) + "</figcaption></figure>\n\n")
			src = after
		case name == "gallery":
			b.WriteString(e.gallery(a, it, given))
			if closed {
				src = after
			}
		case name == "embed" && closed:
			b.WriteString(link(strings.TrimSpace(html.UnescapeString(inside))))
			src = after
		case name == "video" || name == "audio" || name == "youtube" || name == "vimeo" || name == "soundcloud":
			at := cmp.Or(given["src"], given["url"])
			for _, kind := range []string{"mp4", "m4v", "webm", "ogv", "mp3", "m4a", "ogg", "wav"} {
				at = cmp.Or(at, given[kind])
			}
			if at == "" && len(list) > 0 {
				at = strings.TrimPrefix(list[0], "=")
			}
			if at == "" && closed {
				at = strings.TrimSpace(inside)
			}
			if closed {
				src = after
			}
			at = html.UnescapeString(at)
			if name == "youtube" && !strings.Contains(at, "/") && at != "" {
				at = "https://www.youtube.com/watch?v=" + at
			}
			if name == "vimeo" && !strings.Contains(at, "/") && at != "" {
				at = "https://vimeo.com/" + at
			}
			e.note(a.file, a.line, "%s: the shortcode [%s] becomes a link to %q", a.title, name, at)
			if at != "" {
				b.WriteString(link(at))
			}
		default:
			b.WriteString(whole)
			if closed || len(given) > 0 || strings.ContainsAny(name, "_-") {
				e.note(a.file, a.line, "%s: the shortcode [%s] is that of a plugin; it stays as text", a.title, name)
			}
			continue
		}
		b.WriteString(tail)
	}
}

// attributes reads what stands behind the name of a shortcode.
func attributes(text string) (given map[string]string, list []string) {
	given = map[string]string{}
	for _, m := range values.FindAllStringSubmatch(text, -1) {
		if m[1] != "" {
			given[strings.ToLower(m[1])] = cmp.Or(m[2], m[3], m[4])
		} else {
			list = append(list, cmp.Or(m[5], m[6]))
		}
	}
	return given, list
}

// gallery returns the pictures of a gallery, one after another.
func (e *export) gallery(a *article, it *item, given map[string]string) string {
	ids := e.within[it.id]
	if list := cmp.Or(given["ids"], given["include"]); list != "" {
		ids = strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
	}
	var b strings.Builder
	for _, id := range ids {
		file, ok := e.files[id]
		at := cmp.Or(file.attachment, file.guid)
		if !ok || at == "" {
			e.note(a.file, a.line, "%s: the picture %s of a gallery is not in the export; left out", a.title, id)
			continue
		}
		switch strings.ToLower(path.Ext(at)) {
		case ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg":
			fmt.Fprintf(&b, "\n\n<figure><img src=\"%s\" alt=\"%s\"><figcaption>%s</figcaption></figure>\n\n",
				html.EscapeString(at), html.EscapeString(cmp.Or(file.meta["_wp_attachment_image_alt"], file.title)), html.EscapeString(words(file.excerpt)))
		}
	}
	return b.String()
}
