package render

import (
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"pressbox/internal/digest"
	"pressbox/internal/meta"
	"pressbox/internal/plan"
	"pressbox/internal/problem"
)

const wordsFile = "templates/strings.yaml"

// words are the words of the interface in one language, and how that language
// writes dates and numbers.
type words struct {
	language string
	texts    map[string]string            // t: dotted key -> words with {0} {1}
	plurals  map[string]map[string]string // tn: dotted key -> category -> words with {n}
	notation notation
	digest   digest.Digest
}

// A notation is how a language writes dates, times and numbers. The fields stand in
// strings.yaml under format, by the names of formatTexts and formatLists.
type notation struct {
	Texts      map[string]string
	Lists      map[string][]string
	Ordinal    map[string]string // category -> {n}
	Currencies map[string]string // ISO 4217 -> symbol
}

// formatTexts are the patterns and signs of a format: what each is without a
// theme that says, and the placeholders it may hold.
var formatTexts = map[string]struct {
	neutral string
	holds   string
}{
	"direction":  {"ltr", ""},
	"date":       {"{year}-{mm}-{dd}", "year month mon m mm d dd weekday"},
	"day":        {"{mm}-{dd}", "month mon m mm d dd weekday year"},
	"month":      {"{year}-{mm}", "year month mon m mm"},
	"clock":      {"{hh}:{min}", "h hh h12 min ampm"},
	"stamp":      {"{date} {clock} {zone}", "date clock zone weekday"},
	"am":         {"AM", ""},
	"pm":         {"PM", ""},
	"decimal":    {".", ""},
	"group":      {"", ""},
	"group_from": {"4", ""}, // a number of fewer digits is not grouped
	"money":      {"{n} {symbol}", "n symbol"},
}

// formatLists are the names of a format with how many of them there are.
var formatLists = map[string]int{"months": 12, "short_months": 12, "weekdays": 7}

// languages returns the languages to look for words in, the last resort first:
// de-AT gives en, de, de-AT.
func languages(tag string) []string {
	out := []string{"en"}
	for i, r := range tag + "-" {
		if r == '-' && !strings.EqualFold(tag[:i], "en") && i > 0 {
			out = append(out, tag[:i])
		}
	}
	return out
}

// readWords merges the strings.yaml files, the default theme's first, for one
// language. A key of a nearer language wins over a farther one's, whoever gives it.
func readWords(language string, files []meta.Value, problems *problem.List) *words {
	w := &words{
		language: language,
		texts:    map[string]string{},
		plurals:  map[string]map[string]string{},
		notation: notation{
			Texts: map[string]string{}, Lists: map[string][]string{},
			Ordinal: map[string]string{"other": "{n}"}, Currencies: map[string]string{},
		},
	}
	for name, f := range formatTexts {
		w.notation.Texts[name] = f.neutral
	}
	for _, file := range files {
		// Every language is read, so that a mistake is found whatever the site's is.
		for _, f := range file.Fields {
			if f.Value.Kind == meta.Map {
				scratch := &words{texts: map[string]string{}, plurals: map[string]map[string]string{}, notation: notation{
					Texts: map[string]string{}, Lists: map[string][]string{}, Ordinal: map[string]string{}, Currencies: map[string]string{},
				}}
				scratch.add("", f.Value, problems)
			} else if f.Value.Kind != meta.Null {
				*problems = append(*problems, problem.New(problem.WrongType, wordsFile, int(f.Line), int(f.Column), fmt.Sprintf("%q is not a list of words", f.Key), "strings.yaml names languages, and below each its words"))
			}
		}
	}
	var silent problem.List // said above
	spoken := false         // something but the last resort
	chain := languages(language)
	for i, lang := range chain {
		for _, file := range files {
			for _, f := range file.Fields {
				if strings.EqualFold(f.Key, lang) && f.Value.Kind == meta.Map {
					w.add("", f.Value, &silent)
					spoken = spoken || i > 0 && slices.ContainsFunc(f.Value.Fields, func(f meta.Field) bool { return f.Key != "format" })
				}
			}
		}
	}
	if len(chain) > 1 && !spoken && !strings.HasPrefix(strings.ToLower(language)+"-", "en-") {
		*problems = append(*problems, problem.New(problem.MissingLanguage, "site.yaml", 0, 0, fmt.Sprintf("the theme has no words in %q, the language of the site", language), fmt.Sprintf("English stands in; write %s: and its words in %s", chain[1], wordsFile)))
	}
	w.digest = plan.Hash(struct {
		Language string
		Texts    map[string]string
		Plurals  map[string]map[string]string
		Notation notation
	}{w.language, w.texts, w.plurals, w.notation})
	return w
}

var pluralCategories = []string{"zero", "one", "two", "few", "many", "other"}

// add takes the words of v, whose keys begin with prefix.
func (w *words) add(prefix string, v meta.Value, problems *problem.List) {
	for _, f := range v.Fields {
		key := prefix + f.Key
		switch f.Value.Kind {
		case meta.Text:
			w.texts[key] = f.Value.Text
			delete(w.plurals, key)
		case meta.Null:
			w.texts[key] = ""
		case meta.Map:
			if key == "format" {
				w.notation.add(f.Value, problems)
			} else if isPlural(f.Value) {
				forms := map[string]string{}
				for _, form := range f.Value.Fields {
					forms[form.Key] = form.Value.Text
				}
				w.plurals[key] = forms
				delete(w.texts, key)
			} else {
				w.add(key+".", f.Value, problems)
			}
		default:
			*problems = append(*problems, problem.New(problem.WrongType, wordsFile, int(f.Line), int(f.Column), fmt.Sprintf("%q is a list and not words", key), "write one line of text"))
		}
	}
}

// isPlural reports whether v gives words for each number: {one: …, other: …}.
func isPlural(v meta.Value) bool {
	other := false
	for _, f := range v.Fields {
		if f.Value.Kind != meta.Text || !slices.Contains(pluralCategories, f.Key) {
			return false
		}
		other = other || f.Key == "other"
	}
	return other
}

func (o *notation) add(v meta.Value, problems *problem.List) {
	wrong := func(f meta.Field, text, hint string) {
		*problems = append(*problems, problem.New(problem.BadValue, wordsFile, int(f.Line), int(f.Column), text, hint))
	}
	for _, f := range v.Fields {
		if known, ok := formatTexts[f.Key]; ok {
			if f.Value.Kind != meta.Text && f.Value.Kind != meta.Null {
				wrong(f, fmt.Sprintf("format %q is not text", f.Key), "")
				continue
			}
			if bad := badPlaceholder(f.Value.Text, known.holds); bad != "" {
				wrong(f, fmt.Sprintf("format %q cannot hold {%s}", f.Key, bad), "use "+strings.Join(strings.Fields(known.holds), ", "))
				continue
			}
			if f.Key == "direction" && f.Value.Text != "ltr" && f.Value.Text != "rtl" {
				wrong(f, fmt.Sprintf("direction is %q", f.Value.Text), "write ltr or rtl")
				continue
			}
			o.Texts[f.Key] = f.Value.Text
			continue
		}
		if n, ok := formatLists[f.Key]; ok {
			var list []string
			for _, item := range f.Value.Fields {
				list = append(list, item.Value.Text)
			}
			if f.Value.Kind != meta.List || len(list) != n {
				wrong(f, fmt.Sprintf("format %q has %d names and not %d", f.Key, len(list), n), "")
				continue
			}
			o.Lists[f.Key] = list
			continue
		}
		switch f.Key {
		case "ordinal", "currencies":
			if f.Value.Kind != meta.Map {
				wrong(f, fmt.Sprintf("format %q is not a list of keys and values", f.Key), "")
				continue
			}
			into := o.Currencies
			if f.Key == "ordinal" {
				into = o.Ordinal
				clear(into) // the forms of one language make no sense in another
			}
			for _, item := range f.Value.Fields {
				into[item.Key] = item.Value.Text
			}
		default:
			known := slices.Concat(slices.Collect(maps.Keys(formatTexts)), slices.Collect(maps.Keys(formatLists)), []string{"ordinal", "currencies"})
			*problems = append(*problems, problem.New(problem.UnknownKey, wordsFile, int(f.Line), int(f.Column), fmt.Sprintf("unknown format %q", f.Key), didYouMean(f.Key, known)))
		}
	}
}

// badPlaceholder returns the first {name} of pattern that is not among holds.
func badPlaceholder(pattern, holds string) string {
	if holds == "" {
		return ""
	}
	bad := ""
	expand(pattern, func(name string) (string, bool) {
		if bad == "" && !slices.Contains(strings.Fields(holds), name) {
			bad = name
		}
		return "", true
	})
	return bad
}

// expand replaces each {name} of pattern by what value says; one that it does not
// know stays as it is.
func expand(pattern string, value func(name string) (string, bool)) string {
	if !strings.Contains(pattern, "{") {
		return pattern
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(pattern, '{')
		if i < 0 {
			break
		}
		n := strings.IndexByte(pattern[i:], '}')
		if n < 0 {
			break
		}
		b.WriteString(pattern[:i])
		if v, ok := value(pattern[i+1 : i+n]); ok {
			b.WriteString(v)
		} else {
			b.WriteString(pattern[i : i+n+1])
		}
		pattern = pattern[i+n+1:]
	}
	b.WriteString(pattern)
	return b.String()
}

// has reports whether t (or tn) knows key.
func (w *words) has(key string) bool {
	_, text := w.texts[key]
	_, plural := w.plurals[key]
	return text || plural
}

// keys returns all keys, for naming the nearest.
func (w *words) keys() []string {
	return slices.Concat(slices.Collect(maps.Keys(w.texts)), slices.Collect(maps.Keys(w.plurals)))
}

// missing is the mistake of asking for words that are not there.
func (w *words) missing(key string) error {
	return mistakef(problem.MissingWords, didYouMeanOr(key, w.keys(), "add it to "+wordsFile), "no words for %q in %s", key, wordsFile)
}

// text returns the words of key with args in place of {0}, {1}, …. With a piece
// of HTML among args the result is HTML, and everything else in it is escaped.
func (w *words) text(key string, args []any) (any, error) {
	pattern, ok := w.texts[key]
	if !ok {
		forms, plural := w.plurals[key]
		if !plural {
			return nil, w.missing(key)
		}
		pattern = forms["other"]
	}
	return fill(pattern, "", args), nil
}

// plural returns the words of key for n, which stands in place of {n}.
func (w *words) plural(key string, n int, args []any) (any, error) {
	forms, ok := w.plurals[key]
	if !ok {
		if pattern, ok := w.texts[key]; ok {
			return fill(pattern, w.number(fmt.Sprint(n)), args), nil
		}
		return nil, w.missing(key)
	}
	pattern, ok := forms[cardinal(w.language, n)]
	if !ok {
		pattern = forms["other"]
	}
	return fill(pattern, w.number(fmt.Sprint(n)), args), nil
}

func fill(pattern, n string, args []any) any {
	markup := slices.ContainsFunc(args, func(a any) bool { _, ok := a.(template.HTML); return ok })
	if markup {
		pattern = template.HTMLEscapeString(pattern)
	}
	s := expand(pattern, func(name string) (string, bool) {
		if name == "n" && n != "" {
			return n, true
		}
		if len(name) != 1 || name[0] < '0' || int(name[0]-'0') >= len(args) {
			return "", false
		}
		switch a := args[name[0]-'0'].(type) {
		case template.HTML:
			return string(a), true
		case nil:
			return "", true
		default:
			if markup {
				return template.HTMLEscapeString(fmt.Sprint(a)), true
			}
			return fmt.Sprint(a), true
		}
	})
	if markup {
		return template.HTML(s)
	}
	return s
}

// cardinal returns the plural category of n, as Unicode's CLDR has them for whole
// numbers.
func cardinal(language string, n int) string {
	if n < 0 {
		n = -n
	}
	base, _, _ := strings.Cut(strings.ToLower(language), "-")
	ten, hundred := n%10, n%100
	pick := func(category string, when bool, otherwise string) string {
		if when {
			return category
		}
		return otherwise
	}
	switch base {
	case "ja", "zh", "ko", "vi", "th", "id", "ms", "yue", "lo", "my":
		return "other"
	case "fr", "pt", "hi", "fa", "bn", "am", "zu", "hy":
		return pick("one", n <= 1, "other")
	case "ru", "uk", "be", "sr", "hr", "bs":
		few := pick("few", ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14), pick("many", base == "ru" || base == "uk" || base == "be", "other"))
		return pick("one", ten == 1 && hundred != 11, few)
	case "pl":
		return pick("one", n == 1, pick("few", ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14), "many"))
	case "cs", "sk":
		return pick("one", n == 1, pick("few", n >= 2 && n <= 4, "other"))
	case "sl":
		return pick("one", hundred == 1, pick("two", hundred == 2, pick("few", hundred == 3 || hundred == 4, "other")))
	case "lt":
		return pick("one", ten == 1 && (hundred < 11 || hundred > 19), pick("few", ten >= 2 && (hundred < 11 || hundred > 19), "other"))
	case "lv":
		return pick("zero", ten == 0 || hundred >= 11 && hundred <= 19, pick("one", ten == 1, "other"))
	case "ro":
		return pick("one", n == 1, pick("few", n == 0 || hundred >= 1 && hundred <= 19, "other"))
	case "he":
		return pick("one", n == 1, pick("two", n == 2, "other"))
	case "ar":
		return pick("zero", n == 0, pick("one", n == 1, pick("two", n == 2, pick("few", hundred >= 3 && hundred <= 10, pick("many", hundred >= 11, "other")))))
	}
	return pick("one", n == 1, "other")
}

// ordinalCategory returns the category of an ordinal number.
func ordinalCategory(language string, n int) string {
	base, _, _ := strings.Cut(strings.ToLower(language), "-")
	switch base {
	case "en":
		if n%100 < 11 || n%100 > 13 {
			switch n % 10 {
			case 1:
				return "one"
			case 2:
				return "two"
			case 3:
				return "few"
			}
		}
	case "fr", "ro", "vi":
		if n == 1 {
			return "one"
		}
	case "sv":
		if (n%10 == 1 || n%10 == 2) && n%100 != 11 && n%100 != 12 {
			return "one"
		}
	}
	return "other"
}
