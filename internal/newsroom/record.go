package newsroom

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"pressbox/internal/content"
	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// A reader reads the front matter of one document: meta.Reader with the dates,
// names and addresses that only this package knows.
type reader struct {
	*meta.Reader
	doc      *content.Document
	set      *setting
	problems *problem.List
	room     *room
}

// A room is memory for many short lists and texts, which would each cost an
// allocation. Names and credits lie there for one document, and then for another.
type room struct {
	fields  []meta.Field
	names   []written
	credits []creditDraft
	tags    slab[written]
	texts   strings.Builder
	size    int // of the newest piece of texts
}

// text returns b as a string that lies beside others.
func (r *room) text(b []byte) string {
	if r.texts.Cap()-r.texts.Len() < len(b) {
		r.texts = strings.Builder{}
		r.size = min(max(64, 4*r.size), 1<<14)
		r.texts.Grow(max(len(b), r.size))
	}
	begin := r.texts.Len()
	r.texts.Write(b)
	return r.texts.String()[begin:]
}

// A slab is memory for many short lists: pieces of it grow, for where one post is read
// they would hold little else as long as it lives.
type slab[T any] struct {
	free []T
	size int // of the newest piece
}

// take returns an empty list with room for n.
func (s *slab[T]) take(n int) []T {
	if len(s.free) < n {
		s.size = min(max(4, 4*s.size), 1024)
		s.free = make([]T, max(n, s.size))
	}
	list := s.free[:0:n]
	s.free = s.free[n:]
	return list
}

// of begins to read another document.
func (r reader) of(doc *content.Document) reader {
	r.doc = doc
	r.Next(doc.Path, doc.Meta.UnpackInto(&r.room.fields))
	r.room.names, r.room.credits = r.room.names[:0], r.room.credits[:0]
	return r
}

// A setting is what reading any document depends on.
type setting struct {
	zone    *time.Location
	ids     *identities
	foreign map[string]string // what to write instead of keys of other programs
	drafts  bool              // drafts are shown
	origin  string            // https://example.org, of this site; empty when it has none
	nothing *Rest             // of all posts that say no more
}

// reader returns a reader of no document yet.
func (set *setting) reader() reader {
	problems := new(problem.List)
	return reader{meta.Read("", meta.Value{}, problems), nil, set, problems, new(room)}
}

// sub begins to read a map inside the document.
func (r reader) sub(v meta.Value) reader {
	r.Reader = r.Sub(v)
	return r
}

// A written is a text with its place in the document that holds it.
type written struct {
	text         string
	line, column int32
}

// report adds a problem at the place where w was written.
func (w written) report(problems *problem.List, doc *content.Document, rule, text, hint string) {
	*problems = append(*problems, problem.New(rule, doc.Path, int(w.line), int(w.column), text, hint))
}

// plain returns the text of v as one line in NFC. A control character is a problem.
func (r reader) plain(v meta.Value) string {
	if simple(v.Text) {
		return v.Text
	}
	if why := controlFault(v.Text); why != "" {
		r.Report(problem.BadValue, v, fmt.Sprintf("%q %s", v.Text, why), "remove it")
		return ""
	}
	return oneLine(norm.NFC.String(v.Text))
}

// simple reports whether text is printable ASCII without a space too many.
func simple(text string) bool {
	last := byte(' ')
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c >= 0x7f || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return last != ' '
}

// line reads one line of text.
func (r reader) line(keys ...string) string {
	v, ok := r.Scalar(keys...)
	if !ok {
		return ""
	}
	return r.plain(v)
}

// need is line of a key that must be given.
func (r reader) need(keys ...string) string {
	if v, ok := r.Value(keys...); ok && v.Kind == meta.Text && simple(v.Text) {
		return v.Text
	}
	if _, ok := r.Need(keys...); !ok {
		return ""
	}
	v, _ := r.Reader.Scalar(keys...)
	return r.plain(v)
}

// name is need for what a page will be called: it must make an address.
func (r reader) name(keys ...string) string {
	text := r.need(keys...)
	if text == "" {
		return ""
	}
	if why := NameFault(text); why != "" {
		v, _ := r.Scalar(keys...)
		r.Report(problem.BadValue, v, fmt.Sprintf("the name %q %s", text, why), "")
	}
	return text
}

// written reads one name or id with its place.
func (r reader) written(keys ...string) written {
	v, ok := r.Scalar(keys...)
	if !ok {
		return written{}
	}
	return r.writtenValue(v)
}

func (r reader) writtenValue(v meta.Value) written {
	return written{r.plain(v), v.Line, v.Column}
}

// moment reads a date with or without a time of day.
func (r reader) moment(keys ...string) (moment, bool) {
	v, ok := r.Scalar(keys...)
	if !ok {
		return moment{}, false
	}
	m, err := parseMoment(strings.TrimSpace(v.Text), r.set.zone)
	if err != nil {
		r.badDate(v, err, "write it like 2022-11-01, 2022-11-01 17:05 or 2022-11-01T17:05:00-04:00")
		return moment{}, false
	}
	if m.gap {
		r.Report(problem.DateGap, v, fmt.Sprintf("%q does not exist in %s, since clocks were put forward", v.Text, r.set.zone),
			"taken as "+m.time.Format("2006-01-02 15:04"))
	}
	return m, true
}

func (r reader) badDate(v meta.Value, err error, hint string) {
	if day, ok := otherDate(strings.TrimSpace(v.Text)); ok {
		hint = "write it like " + string(day)
	}
	r.Report(problem.BadDate, v, fmt.Sprintf("%q cannot be read: %v", v.Text, err), hint)
}

// day reads a day.
func (r reader) day(keys ...string) Day {
	v, ok := r.Scalar(keys...)
	if !ok {
		return ""
	}
	day, err := parseDay(strings.TrimSpace(v.Text))
	if err != nil {
		r.badDate(v, err, "write it like 2020-04-24, or 2020 for its first day")
	}
	return day
}

// span reads from and to.
func (r reader) span() Span {
	s := Span{From: r.day("from"), To: r.day("to")}
	if s.From != "" && s.To != "" && s.To <= s.From {
		v, _ := r.Value("to")
		r.Report(problem.OddDates, v, fmt.Sprintf("\"to\" is %s, which is not after \"from\", %s", s.To, s.From),
			"\"to\" is the first day on which it no longer holds")
		s.To = s.From // holds on no day
	}
	return s
}

// dated reads an attribute with or without days: text, {inner, from, to}, or a
// list of such. The map may say name instead of inner.
func (r reader) dated(inner string, keys ...string) []Dated {
	items, _ := r.Items(keys...)
	list := make([]Dated, 0, len(items))
	for _, v := range items {
		switch v.Kind {
		case meta.Text:
			if text := r.plain(v); text != "" {
				list = append(list, Dated{Text: text})
			}
		case meta.Map:
			in := r.sub(v)
			called := []string{inner, "name"}
			d := Dated{Text: in.need(slices.Compact(called)...), Span: in.span()}
			in.Done(nil)
			if d.Text != "" {
				list = append(list, d)
			}
		default:
			r.Report(problem.WrongType, v, fmt.Sprintf("%q wants text or {%s, from, to}, found %s", keys[len(keys)-1], inner, v.Kind), "")
		}
	}
	if len(list) == 0 {
		return nil
	}
	return list
}

// names reads what a record must have: name, or names with days.
func (r reader) names() []Dated {
	list := r.dated("name", "name", "names")
	for _, d := range list {
		if why := NameFault(d.Text); why != "" {
			v, _ := r.Value("name", "names")
			r.Report(problem.BadValue, v, fmt.Sprintf("the name %q %s", d.Text, why), "")
		}
	}
	if len(list) > 0 {
		chain(list)
		return list
	}
	if v, given := r.Value("name", "names"); !given {
		r.Report(problem.MissingKey, meta.Value{Line: 1}, `"name" is missing`, "add it")
	} else if v.Kind == meta.List && len(v.Fields) == 0 {
		r.Report(problem.MissingKey, v, `"names" is empty`, "add one")
	}
	return []Dated{{Text: wordsOf(documentID(r.doc))}}
}

// wordsOf makes a name of an id, for records that lack one and for stories.
func wordsOf(id string) string {
	words := strings.Fields(strings.ReplaceAll(id, "-", " "))
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

// maxEntries bounds every other list: a career has no thousand stints or names, and
// each is compared with the others.
const maxEntries = 1000

// Items is that of meta.Reader, of lists that are not too long.
func (r reader) Items(keys ...string) ([]meta.Value, bool) {
	if v, ok := r.Value(keys...); ok && r.crowded(v, maxEntries, keys...) {
		return nil, false
	}
	return r.Reader.Items(keys...)
}

// crowded reports a list of more than most values.
func (r reader) crowded(v meta.Value, most int, keys ...string) bool {
	if v.Kind != meta.List || len(v.Fields) <= most {
		return false
	}
	f, _ := r.Field(keys...)
	r.Report(problem.TooLarge, v, fmt.Sprintf("%q lists %d values, more than %d", f.Key, len(v.Fields), most), "take some out")
	return true
}

// aliases reads old addresses.
func (r reader) aliases() []Alias {
	items, _ := r.Texts("aliases", "alias")
	var list []Alias
	for _, v := range items {
		if why := AliasFault(v.Text); why != "" {
			r.Report(problem.AliasPath, v, fmt.Sprintf("the alias %q %s", v.Text, why), `write it like "/old/address/"`)
			continue
		}
		list = append(list, Alias{Path: v.Text, Place: Place{r.doc.Path, int(v.Line), int(v.Column)}})
	}
	return list
}

// web reads a link to the web.
func (r reader) web(keys ...string) string {
	v, ok := r.Scalar(keys...)
	if !ok {
		return ""
	}
	text := strings.TrimSpace(v.Text)
	if why := webFault(text); why != "" {
		r.Report(problem.BadURL, v, fmt.Sprintf("%q cannot be linked to: %s", text, why), "write an address that begins with https://")
		return ""
	}
	return text
}

// image reads a path, or {src, alt, credit}. Its asset is found later.
func (r reader) image(keys ...string) *Image {
	v, ok := r.Value(keys...)
	if !ok {
		return nil
	}
	image := &Image{Place: Place{r.doc.Path, int(v.Line), int(v.Column)}}
	switch v.Kind {
	case meta.Text:
		image.URL = strings.TrimSpace(v.Text)
	case meta.Map:
		in := r.sub(v)
		src, ok := in.Need("src")
		if !ok {
			return nil
		}
		at, _ := in.Scalar("src")
		image.Place.Line, image.Place.Column = int(at.Line), int(at.Column)
		image.URL, image.Alt, image.Credit = src, in.line("alt"), in.line("credit")
		in.Done(map[string]string{"url": `use "src"`, "path": `use "src"`, "file": `use "src"`, "caption": `use "alt" or "credit"`})
	default:
		r.Report(problem.WrongType, v, fmt.Sprintf("%q wants a path or {src, alt, credit}, found %s", keys[0], v.Kind), "")
		return nil
	}
	if image.URL == "" {
		r.Report(problem.BadImage, v, "the picture's path is empty", "")
		return nil
	}
	return image
}

// params reads anything else a template wants.
func (r reader) params() meta.Value {
	v, ok := r.Value("params")
	if ok && v.Kind != meta.Map {
		r.Report(problem.WrongType, v, fmt.Sprintf(`"params" wants keys with values, found %s`, v.Kind), "")
		return meta.Value{}
	}
	return v.Clone()
}

// documentID returns the id of a record: the name of its file.
func documentID(doc *content.Document) string {
	return Slug(strings.TrimSuffix(path.Base(doc.Path), ".md"))
}

// recordID is documentID, with a problem when it cannot be one.
func (r reader) recordID() string {
	id := documentID(r.doc)
	if why := slugFault(id); why != "" {
		*r.problems = append(*r.problems, problem.New(problem.BadID, r.doc.Path, 0, 0,
			fmt.Sprintf("the id %q, made of the file's name, %s", id, why), "rename the file"))
	}
	return id
}
