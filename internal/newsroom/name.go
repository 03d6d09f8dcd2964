package newsroom

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gosimple/unidecode"
	"golang.org/x/text/unicode/norm"
)

// A Dated is an attribute with the days on which it held.
type Dated struct {
	Text string
	Span
}

// heldOn returns what held on day; of several, what began last. When nothing
// held, it is what held last before, else the first that ever did.
func heldOn(list []Dated, day Day) string {
	if len(list) == 1 {
		return list[0].Text // whenever that was
	}
	best := -1
	for i, d := range list {
		if d.Covers(day) && (best < 0 || d.From > list[best].From) {
			best = i
		}
	}
	if best >= 0 {
		return list[best].Text
	}
	for i, d := range list {
		if d.From <= day && (best < 0 || d.From > list[best].From) {
			best = i
		}
	}
	switch {
	case best >= 0:
		return list[best].Text
	case len(list) > 0:
		return list[0].Text
	}
	return ""
}

// chain puts list in order, closes what has no end where the next begins, and opens
// what has no beginning where the one before ends: a person has one name at a
// time. What has neither stays as it is, for other spellings are borne for ever.
func chain(list []Dated) {
	slices.SortStableFunc(list, func(a, b Dated) int {
		switch {
		case a.From != b.From || a.To == b.To:
			return cmp.Compare(a.From, b.From)
		case a.To == "":
			return 1
		case b.To == "":
			return -1
		}
		return cmp.Compare(a.To, b.To)
	})
	for i := 1; i < len(list); i++ {
		before, after := &list[i-1], &list[i]
		switch {
		case before.To == "" && before.From < after.From:
			before.To = after.From
		case after.From == "" && before.To != "":
			after.From = before.To
		}
	}
}

// fold returns what of a name matters when names are compared: letters, digits
// and rare signs. Case, diacritics, apostrophes, hyphens, stops, spaces, double
// quotes and a comma before a suffix do not.
func fold(name string) string {
	var room [64]byte
	b := room[:0]
	for i := range len(name) {
		c := name[i]
		switch {
		case 'A' <= c && c <= 'Z':
			b = append(b, c+'a'-'A')
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			b = append(b, c)
		case c >= utf8.RuneSelf, c == ',':
			return foldAny(name)
		case !ignored(rune(c)):
			b = append(b, c)
		}
	}
	if len(b) == 0 {
		return strings.TrimSpace(name) // a name of signs alone is itself
	}
	return string(b)
}

func foldAny(name string) string {
	if i := strings.LastIndexByte(name, ','); i >= 0 && isSuffix(strings.TrimSpace(name[i+1:])) {
		name = name[:i] + name[i+1:]
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(name) {
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) || ignored(r) {
			continue
		}
		if r >= utf8.RuneSelf && unicode.Is(unicode.Latin, r) {
			for _, r := range strings.ToLower(unidecode.Unidecode(string(r))) { // ø, ł, đ, ß have no decomposition
				if !ignored(r) { // ŉ is 'n
					b.WriteRune(r)
				}
			}
			continue
		}
		b.WriteRune(unicode.ToLower(r))
	}
	if b.Len() == 0 {
		return norm.NFC.String(strings.TrimSpace(name))
	}
	return b.String()
}

// ignored reports whether r says nothing about who is meant.
func ignored(r rune) bool {
	switch r {
	case '\'', '’', '‘', '‛', '`', '´', '′', '＇', 'ʹ', 'ʻ', 'ʼ', 'ʽ', 'ʾ', 'ʿ', 'ꞌ', // apostrophes, and what is typed for them
		'‐', '‑', '‒', '–', '—', '―', '−', '-', '－', '.', '"', '“', '”', '„':
		return true
	}
	return unicode.IsSpace(r)
}

// What comes after a name and is a part of it.
var suffixes = [...]string{"jr", "sr", "ii", "iii", "iv", "v"}

func isSuffix(word string) bool {
	return slices.Contains(suffixes[:], strings.ToLower(strings.TrimSuffix(word, ".")))
}

// bare returns the folded name without Jr., Sr., II, III, IV or V, however they are
// written, and without what stands in quotes.
func bare(name string) string {
	words := strings.Fields(name)
	if n := len(words) - 1; n > 0 {
		switch last := strings.ToLower(words[n]); {
		case isSuffix(last) && (n > 1 || len(last) > 1), last == "junior", last == "senior", last == "2nd", last == "3rd", last == "4th":
			words = words[:n]
			words[n-1] = strings.TrimSuffix(words[n-1], ",")
		}
	}
	said := strings.Join(words, " ")
	if strings.ContainsAny(said, "“”") {
		said = strings.NewReplacer("“", `"`, "”", `"`).Replace(said)
	}
	if first, rest, ok := strings.Cut(said, `"`); ok {
		if _, last, ok := strings.Cut(rest, `"`); ok && strings.TrimSpace(first) != "" && strings.TrimSpace(last) != "" {
			said = first + last // Mike "Doc" Emrick
		}
	}
	return fold(said)
}

// turned returns the folded names that name may be with its parts in another order:
// Son Heung-min for Heung-min Son, and the other way round.
func turned(name string) (lastFirst, firstLast string) {
	words := strings.Fields(name)
	n := len(words) - 1
	if n < 1 || isSuffix(words[n]) {
		return "", ""
	}
	return fold(words[n] + strings.Join(words[:n], "")), fold(strings.Join(words[1:], "") + words[0])
}

// cutQualifier parts "Josh Allen (QB)" into the name and what stands in the
// parentheses at its end.
func cutQualifier(text string) (name, qualifier string) {
	if !strings.HasSuffix(text, ")") {
		return text, ""
	}
	i := strings.LastIndexByte(text, '(')
	if i <= 0 {
		return text, ""
	}
	name, qualifier = strings.TrimSpace(text[:i]), strings.TrimSpace(text[i+1:len(text)-1])
	if name == "" || qualifier == "" {
		return text, ""
	}
	return name, qualifier
}

// withCapitals returns typed with the capitals of registered, which folds to the
// same, and whether they differ. Where the two cannot be laid side by side letter
// by letter, typed stays as it is.
func withCapitals(typed, registered string) (string, bool) {
	if typed == registered {
		return typed, false
	}
	type letter struct {
		folded rune
		like   rune // registered, whose case it has
		begins bool // a word
	}
	letters := make([]letter, 0, len(registered))
	first := true
	for _, r := range registered {
		for i, f := range foldedLetter(r) {
			if i > 0 {
				r = f // the second s of ß is small
			}
			letters = append(letters, letter{f, r, first && i == 0})
		}
		first = unicode.IsSpace(r)
	}
	var b strings.Builder
	differ, i := false, 0
	begins := true // a word
	for _, r := range typed {
		cased := r
		for n, f := range foldedLetter(r) {
			switch {
			case i == len(letters) || letters[i].folded != f:
				return typed, false
			case n > 0:
			case unicode.IsUpper(letters[i].like):
				cased = unicode.ToUpper(r)
			case unicode.IsLower(letters[i].like) && (!begins || letters[i].begins):
				cased = unicode.ToLower(r) // but Son Heung Min may be Son Heung-min
			}
			i++
		}
		begins = unicode.IsSpace(r)
		differ = differ || cased != r
		b.WriteRune(cased)
	}
	if i != len(letters) {
		return typed, false
	}
	return b.String(), differ
}

// foldedLetter returns the letters to which r folds; none unless it is one.
func foldedLetter(r rune) string {
	if !unicode.IsLetter(r) || ignored(r) {
		return ""
	}
	return fold(string(r))
}

// InOrder returns a name that is written last name first as it is said: Beckham Jr.,
// Odell is Odell Beckham Jr. Any other stays as it is, and is not filed.
func InOrder(name string) (said, filed string) {
	parts := strings.Split(name, ",")
	if len(parts) < 2 || len(parts) > 3 {
		return name, ""
	}
	last, first, after := strings.Fields(parts[0]), strings.Fields(parts[1]), strings.Fields(strings.Join(parts[2:], ""))
	if len(after) > 0 && len(first) == 1 && isSuffix(first[0]) {
		first, after = after, first // Beckham, Jr., Odell
	}
	switch {
	case len(last) == 0 || len(first) == 0 || len(first) == 1 && isSuffix(first[0]):
		return name, "" // Odell Beckham, Jr.
	case len(parts) == 3 && (len(after) != 1 || !isSuffix(after[0])):
		return name, ""
	case len(parts) == 3:
	case len(last) > 1 && isSuffix(last[len(last)-1]):
		last, after = last[:len(last)-1], last[len(last)-1:]
	case len(first) > 1 && isSuffix(first[len(first)-1]):
		first, after = first[:len(first)-1], first[len(first)-1:]
	}
	given, family := strings.Join(first, " "), strings.Join(slices.Concat(last, after), " ")
	return given + " " + family, Filed(given, family)
}

// Filed returns what somebody with these names is filed under, where that would be
// guessed wrong of both together; else nothing.
func Filed(given, family string) string {
	if filed := family + ", " + given; filed != sortName(given+" "+family) {
		return filed
	}
	return ""
}

// sortName guesses how a name is filed: the last word first, with what belongs to
// it. Records of people for whom that is wrong say sort.
func sortName(name string) string {
	words := strings.Fields(name)
	last := len(words) - 1
	if last > 0 && isSuffix(words[last]) {
		last--
	}
	for last > 1 && isParticle(words[last-1]) {
		last--
	}
	if last <= 0 {
		return name
	}
	return strings.ReplaceAll(strings.Join(words[last:], " "), ",", "") + ", " + strings.Join(words[:last], " ")
}

// isParticle reports whether word belongs to the one that follows. Some are names of
// their own unless they are small.
func isParticle(word string) bool {
	switch word {
	case "abu", "das", "des", "do", "du", "las", "lo", "los", "te", "ten", "zu":
		return true
	}
	switch strings.ToLower(word) {
	case "st.", "st", "van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "la", "le", "ter", "al", "el", "bin", "ibn":
		return true
	}
	return false
}

// sortKey returns what names are ordered by: letters without case and marks, words
// kept apart.
func sortKey(name string) string {
	return strings.ToLower(unidecode.Unidecode(norm.NFC.String(name)))
}
