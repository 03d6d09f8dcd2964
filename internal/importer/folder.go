package importer

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"pressbox/internal/content"
	"pressbox/internal/meta"
	"pressbox/internal/newsroom"
)

// A folder is a blog as a folder of files.
type folder struct {
	*mover
	from  *os.Root
	html  *htmlReader
	local *time.Location // the zone of the blog; that of the site if it has none
}

func newFolder(m *mover, from *os.Root) folder {
	return folder{m, from, newHTMLReader(m.site.Config.Markdown.RawHTML), m.zone}
}

// bring writes the articles that find makes of the files below a folder of the blog; nothing is
// the error when there is none. body makes Markdown of what src holds of the blog's
// program; src begins on line of the article's file.
func (f *folder) bring(below string, nothing error, find func(name string) *article, body func(a *article, src string, line int) string) (*Moved, error) {
	var articles []*article
	err := f.walk(below, func(name string) error {
		if a := find(name); a != nil {
			articles = append(articles, a)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(articles) == 0 {
		return f.finish(), nothing
	}
	f.settle(articles)
	for _, a := range articles {
		_, src, line, ok := f.read(a.file, true)
		if !ok {
			continue
		}
		f.origin = nil
		text := ""
		if !a.known {
			text = body(a, src, line)
		}
		if err := f.write(a, text, line); err != nil {
			return f.finish(), err
		}
	}
	return f.finish(), nil
}

// markdown returns the text of an article, which is Markdown, or HTML by the name of
// its file, as Markdown. mend changes the lines of Markdown that are no code; it is
// told those before.
func (f *folder) markdown(a *article, src string, line int, mend func(before []string, n int, text string) string) string {
	say := func(n int, what string) { f.note(a.file, line+n, "%s", what) }
	if strings.HasPrefix(strings.ToLower(path.Ext(a.file)), ".htm") {
		text, lost, err := f.html.markdown(src, false)
		if err != nil {
			f.note(a.file, line, "its text cannot be read (%v); it stands as it was", err)
			return fence("html", src)
		}
		for _, what := range lost {
			say(0, what)
		}
		return text
	}
	var out []string
	outside(src, func(n int, text string, code bool) {
		if !code {
			text = mend(out, n, text)
		}
		out = append(out, text)
	})
	return f.html.within(strings.Join(out, "\n"), &f.origin, say)
}

// day returns the beginning of a bare day in the site's zone: a day is a day, whatever
// the zone of the blog.
func (f *folder) day(t time.Time) time.Time { return newsroom.DayOf(t).Start(f.zone) }

// walk calls do with every file below the blog's folder, in order of path.
func (f *folder) walk(below string, do func(name string) error) error {
	err := fs.WalkDir(f.from.FS(), below, func(name string, d fs.DirEntry, err error) error {
		switch base := path.Base(name); {
		case errors.Is(err, fs.ErrNotExist) && name == below:
			return nil
		case err != nil:
			f.note(name, 0, "it cannot be read: %v", err)
			return nil
		case d.IsDir() && name != below && (base[0] == '.' || base == "node_modules" || base == "vendor"):
			return fs.SkipDir
		case d.IsDir() || base[0] == '.':
			return nil
		case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
			f.note(strconv.QuoteToASCII(name), 0, "its name is no text; left out")
			return nil
		case !d.Type().IsRegular():
			f.note(name, 0, "this is a link or a device and no file; left out")
			return nil
		}
		return do(name)
	})
	return err
}

// read returns the front matter and the body of a file, and the line that the body
// begins on. It reports false for one that has none, or cannot be read.
func (f *folder) read(name string, must bool) (v meta.Value, body string, line int, ok bool) {
	const most = 2 << 20
	if info, err := f.from.Stat(name); err != nil || info.Size() > most {
		f.report.Left++
		f.note(name, 0, "it is larger than %d bytes, or cannot be read; left out", most)
		return v, "", 0, false
	}
	src, err := f.from.ReadFile(name)
	if err != nil {
		f.report.Left++
		f.note(name, 0, "it cannot be read: %v; left out", err)
		return v, "", 0, false
	}
	src = bytes.ReplaceAll(bytes.TrimPrefix(src, []byte("\ufeff")), []byte("\r\n"), []byte("\n"))
	if start := bytes.TrimLeft(src, " \t\n"); !must && !bytes.HasPrefix(start, []byte("---")) && !bytes.HasPrefix(start, []byte("+++")) && !bytes.HasPrefix(start, []byte("{")) {
		return v, "", 0, false
	}
	v, text, line, problems := content.TakeApart(name, src)
	if v.Kind != meta.Map && len(bytes.TrimSpace(src)) > 0 && bytes.HasPrefix(src, []byte("---\n---\n")) {
		return v, string(src[len("---\n---\n"):]), 3, true // empty front matter says that it is a page
	}
	for _, p := range problems {
		f.report.Left++
		f.note(name, p.Line, "%s; left out: mend it there and import again", p.Text)
		return v, "", 0, false
	}
	return v, string(text), line, true
}

// A matter is the front matter of another program.
type matter struct{ meta.Value }

// get returns a value by the first of some keys that has one, whatever their case.
func (m matter) get(keys ...string) (meta.Value, bool) {
	for _, key := range keys {
		for i := range m.Fields {
			if f := &m.Fields[i]; strings.EqualFold(f.Key, key) && f.Value.Kind != meta.Null {
				return f.Value, true
			}
		}
	}
	return meta.Value{}, false
}

func (m matter) text(keys ...string) string {
	v, _ := m.get(keys...)
	return legible(v.Text)
}

// texts returns a list of texts, or one as such; of keys with values, their names.
func (m matter) texts(keys ...string) []string {
	v, ok := m.get(keys...)
	switch {
	case !ok:
		return nil
	case v.Kind == meta.Text:
		return []string{v.Text}
	case v.Kind == meta.Map:
		return []string{matter{v}.text("name", "title", "src", "path", "url", "image")}
	}
	var list []string
	for _, f := range v.Fields {
		if f.Value.Kind == meta.Map {
			list = append(list, matter{f.Value}.text("name", "title", "src", "path", "url"))
		} else {
			list = append(list, f.Value.Text)
		}
	}
	return list
}

func (m matter) yes(key string) bool { return strings.EqualFold(m.text(key), "true") }

// when reads a date as other programs write it; without a zone it is in zone.
func (m matter) when(zone *time.Location, keys ...string) (t time.Time, dateOnly, ok bool) {
	v, found := m.get(keys...)
	if !found {
		return t, false, false
	}
	return readDate(v.Text, zone)
}

func readDate(text string, zone *time.Location) (t time.Time, dateOnly, ok bool) {
	text = strings.TrimSpace(text)
	for _, layout := range []string{
		time.RFC3339, "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 -07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04:05-0700", "2006-01-02 15:04 -0700",
		"2006-01-02 15:04:05 MST", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", "2006-1-2", "2006/01/02",
		"2006/01/02 15:04:05", "2006-01-02T15:04Z07:00", "2 January 2006", "January 2, 2006", "Jan 2, 2006",
	} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil && t.Year() > 0 {
			return t, !strings.Contains(layout, "15"), true
		}
	}
	return t, false, false
}
