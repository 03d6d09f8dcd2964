package meta

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pressbox/internal/problem"
)

// A Reader reads the entries of one Map and remembers which keys were asked for,
// so that Done can report the rest. Wrong shapes become problems at their place,
// and the method says false, as it does for a key that is not given: whoever
// reads needs no branch for mistakes.
//
// Methods that take several keys read one value that goes by several names;
// giving it under two of them is a problem. A key with nothing after it is not
// given.
type Reader struct {
	file     string
	problems *problem.List
	top      Value
	asked    []string
	entries  []entry // by index of top.Fields
	left     int     // how many of entries are not used
	marks    uint64  // of the keys of top: most keys asked for are not there, and need no search

	askedRoom [8]string // asked and entries begin here, so that most readers are one allocation
	entryRoom [24]entry
}

// An entry is what is known of a field of top.
type entry struct {
	used bool
	mark uint8 // of its key
}

// Read begins to read v, which is the top of file or a map inside it. Problems
// are added to problems. Anything but a Map is reported, unless it is Null, and
// then read as an empty map.
func Read(file string, v Value, problems *problem.List) *Reader {
	r := &Reader{problems: problems}
	r.asked = r.askedRoom[:0]
	r.Next(file, v)
	return r
}

// Next begins to read v of another file with the same Reader, for those who read
// thousands. What was read before must be done.
func (r *Reader) Next(file string, v Value) {
	r.file, r.top, r.asked = file, v, r.asked[:0]
	if v.Kind == Text || v.Kind == List {
		r.top.Fields = nil
		r.Report(problem.WrongType, v, "keys with values are wanted here, found "+v.found(), "")
	}
	r.entries, r.marks, r.left = r.entryRoom[:0], 0, len(r.top.Fields)
	for i := range r.top.Fields {
		e := entry{mark: mark(r.top.Fields[i].Key)}
		r.entries = append(r.entries, e)
		r.marks |= 1 << e.mark
	}
}

// found says what a value is, with its text when that is short.
func (v Value) found() string {
	if v.Kind == Text {
		return quoted(v.Text)
	}
	return v.Kind.String()
}

// quoted returns s in quotes for a message, cut when it is long.
func quoted(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return strconv.Quote(s)
}

// Report adds a problem at the place of v.
func (r *Reader) Report(rule string, v Value, text, hint string) {
	*r.problems = append(*r.problems, problem.New(rule, r.file, int(v.Line), int(v.Column), text, hint))
}

// Field returns the entry that goes by any of keys.
func (r *Reader) Field(keys ...string) (Field, bool) {
	if f := r.find(keys); f != nil {
		return *f, true
	}
	return Field{}, false
}

// find is Field without a copy; nil when there is none.
func (r *Reader) find(keys []string) *Field {
	marks := uint64(0)
	for _, key := range keys {
		marks |= 1 << mark(key)
		if r.left > 0 { // else nothing is unknown, and nobody will ask what was asked for
			r.asked = append(r.asked, key) // one by one, since a slice is copied through the collector's barrier
		}
	}
	if marks&r.marks == 0 {
		return nil
	}
	found := -1
	for i := range r.top.Fields {
		if marks>>r.entries[i].mark&1 == 0 {
			continue
		}
		f := &r.top.Fields[i]
		for _, key := range keys {
			if f.Key != key {
				continue
			}
			if !r.entries[i].used {
				r.entries[i].used = true
				r.left--
			}
			switch {
			case f.Value.Kind == Null:
			case found < 0:
				found = i
			default:
				first := &r.top.Fields[found]
				*r.problems = append(*r.problems, problem.New(problem.ConflictingKeys, r.file, int(f.Line), int(f.Column),
					fmt.Sprintf("%q and %q mean the same and are both given", first.Key, f.Key),
					fmt.Sprintf("keep one; %q is in line %d", first.Key, first.Line)))
			}
		}
	}
	if found < 0 {
		return nil
	}
	return &r.top.Fields[found]
}

// mark returns a number below 64 that tells most keys apart.
func mark(key string) uint8 {
	if key == "" {
		return 0
	}
	return uint8(key[0]*5+key[len(key)-1]*3+byte(len(key))*7) & 63
}

// Value returns the value of a key, whatever its shape.
func (r *Reader) Value(keys ...string) (Value, bool) {
	if f := r.find(keys); f != nil {
		return f.Value, true
	}
	return Value{}, false
}

// scalar returns the entry of a key that takes one scalar; nil when there is none.
// wanted says what.
func (r *Reader) scalar(wanted string, keys []string) *Field {
	f := r.find(keys)
	if f != nil && f.Value.Kind != Text {
		r.wrong(f, wanted)
		return nil
	}
	return f
}

func (r *Reader) wrong(f *Field, wanted string) {
	r.Report(problem.WrongType, f.Value, fmt.Sprintf("%q wants %s, found %s", f.Key, wanted, f.Value.found()), "")
}

// Text returns the text of a key, without spaces around it.
func (r *Reader) Text(keys ...string) (string, bool) {
	if f := r.scalar("text", keys); f != nil {
		return strings.TrimSpace(f.Value.Text), true
	}
	return "", false
}

// Scalar is Text with its place. Its text is as written.
func (r *Reader) Scalar(keys ...string) (Value, bool) {
	if f := r.scalar("text", keys); f != nil {
		return f.Value, true
	}
	return Value{}, false
}

// Need is Text of a key that must be given and not be blank; it is a problem otherwise.
func (r *Reader) Need(keys ...string) (string, bool) {
	before := len(*r.problems)
	f := r.scalar("text", keys)
	if f == nil {
		if len(*r.problems) == before {
			r.missing(keys[0])
		}
		return "", false
	}
	text := strings.TrimSpace(f.Value.Text)
	if text == "" {
		r.Report(problem.MissingKey, f.Value, fmt.Sprintf("%q is empty", f.Key), "")
	}
	return text, text != ""
}

// missing reports that a key is not given, where it stands empty or at the line
// where the map begins.
func (r *Reader) missing(key string) {
	text := fmt.Sprintf("%q is missing", key)
	if f, ok := r.top.Lookup(key); ok {
		r.Report(problem.MissingKey, f.Value, text, "nothing follows the key; a value with a # wants quotes")
		return
	}
	at := Value{Line: max(1, r.top.Line), Column: r.top.Column}
	if at.Column == 1 {
		at.Column = 0 // the top of the file: no place in its first line is at fault
	}
	r.Report(problem.MissingKey, at, text, "add it")
}

// Int returns the whole number of a key: digits, with a sign at most. Since
// readers of YAML disagree whether 010 is eight or ten, it is a problem.
func (r *Reader) Int(keys ...string) (int64, bool) {
	f := r.scalar("a whole number", keys)
	if f == nil {
		return 0, false
	}
	text := f.Value.Text
	n, err := strconv.ParseInt(text, 10, 64)
	digits := strings.TrimLeft(text, "+-")
	switch {
	case err == nil && (digits == "0" || digits[0] != '0'):
		return n, true
	case err == nil:
		r.Report(problem.WrongType, f.Value, fmt.Sprintf("%q wants a whole number, found %s", f.Key, quoted(text)),
			"write it without zeros in front")
	case digits != "" && strings.Trim(digits, "0123456789_,. '") == "" && strings.ContainsAny(digits, "_,. '"):
		r.Report(problem.WrongType, f.Value, fmt.Sprintf("%q wants a whole number, found %s", f.Key, quoted(text)),
			"write digits only")
	default:
		r.wrong(f, "a whole number")
	}
	return 0, false
}

// Bool returns the truth of a key: true or false, in the three ways of YAML to write
// them, and no other word.
func (r *Reader) Bool(keys ...string) (value, ok bool) {
	f := r.scalar("true or false", keys)
	switch {
	case f == nil:
		return false, false
	case f.Value.Text == "true", f.Value.Text == "True", f.Value.Text == "TRUE":
		return true, true
	case f.Value.Text == "false", f.Value.Text == "False", f.Value.Text == "FALSE":
		return false, true
	}
	r.wrong(f, "true or false")
	return false, false
}

// Items returns the values of a key that takes one value or a list of them, in
// the order written. Empty ones are reported and left out.
func (r *Reader) Items(keys ...string) ([]Value, bool) {
	f := r.find(keys)
	if f == nil {
		return nil, false
	}
	if f.Value.Kind != List {
		return r.filled(f, []Value{f.Value}), true
	}
	items := make([]Value, len(f.Value.Fields))
	for i := range f.Value.Fields {
		items[i] = f.Value.Fields[i].Value
	}
	return r.filled(f, items), true
}

func (r *Reader) filled(f *Field, items []Value) []Value {
	kept := items[:0]
	for _, v := range items {
		if v.Kind == Null || v.Kind == Text && strings.TrimSpace(v.Text) == "" {
			r.Report(problem.BadValue, v, fmt.Sprintf("%q holds an empty value", f.Key), "remove it")
			continue
		}
		kept = append(kept, v)
	}
	return kept
}

// Texts returns the texts of a key that takes one text or a list of them, each
// with its place, in the order written and without spaces around them. Empty
// ones and other shapes are reported and left out.
func (r *Reader) Texts(keys ...string) ([]Value, bool) {
	items, ok := r.Items(keys...)
	kept := items[:0]
	for _, v := range items {
		if v.Kind != Text {
			r.Report(problem.WrongType, v, fmt.Sprintf("%q wants text or a list of texts, found %s", keys[0], v.Kind), "")
			continue
		}
		v.Text = strings.TrimSpace(v.Text)
		kept = append(kept, v)
	}
	return kept, ok
}

// Map returns a Reader of the map under a key. Its Done is the caller's to call.
func (r *Reader) Map(keys ...string) (*Reader, bool) {
	f := r.find(keys)
	if f == nil {
		return nil, false
	}
	if f.Value.Kind != Map {
		r.wrong(f, "keys with values")
		return nil, false
	}
	return r.Sub(f.Value), true
}

// Sub begins to read v, which stands inside what r reads. Its Done is the
// caller's to call.
func (r *Reader) Sub(v Value) *Reader { return Read(r.file, v, r.problems) }

// Rest returns the entries that were not asked for, and counts them as read: for
// maps whose keys are names.
func (r *Reader) Rest() []Field {
	var rest []Field
	for i := range r.entries {
		if !r.entries[i].used {
			r.entries[i].used = true
			r.left--
			rest = append(rest, r.top.Fields[i])
		}
	}
	return rest
}

// Empty reports whether every entry has been asked for, so that no other key is given.
func (r *Reader) Empty() bool { return r.left == 0 }

// Done reports every key that was not asked for. hints tell what to do about
// keys of other programs; for any other, the nearest key that was asked for is
// named.
func (r *Reader) Done(hints map[string]string) {
	for i := range r.entries {
		f := &r.top.Fields[i]
		if r.entries[i].used || f.Key == "" { // an empty key is reported already
			continue
		}
		hint, ok := hints[f.Key]
		if !ok {
			hint, ok = hints[strings.ToLower(f.Key)]
		}
		if !ok {
			hint = problem.DidYouMean(f.Key, r.asked)
		}
		if hint == "" {
			hint = r.instead(f.Key)
		}
		*r.problems = append(*r.problems, problem.New(problem.UnknownKey, r.file, int(f.Line), int(f.Column),
			"unknown key "+quoted(f.Key), hint))
	}
}

// instead tells what to do about a key that is like none: where it may stand, or
// which ones there are.
func (r *Reader) instead(key string) string {
	switch {
	case strings.Trim(key, "0123456789") == "":
		return "write numbers without commas"
	case slices.Contains(r.asked, "params"):
		return `put what only templates want below "params"`
	}
	return "there are " + strings.Join(r.asked, ", ")
}
