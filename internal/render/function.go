package render

import (
	"fmt"
	"html/template"
	"reflect"
	"strings"

	"pressbox/internal/markdown"
	"pressbox/internal/plan"
)

// A function is one that templates can call. The table of them is what is bound
// and what pressbox help templates prints, so that the two cannot differ.
type function struct {
	name      string
	signature string // as it is called
	sentence  string
	bind      func(*Renderer) any // what is called
}

func functionTable() []function {
	return []function{
		{"abs", `abs URL`, "The absolute address of a path on this site.", func(r *Renderer) any { return r.abs }},
		{"add", `add N …`, "The sum of whole numbers.", func(*Renderer) any { return add }},
		{"body", `body BODY`, "The text of a document as HTML.", func(r *Renderer) any {
			return func(b plan.Body) (template.HTML, error) { return r.bodyHTML(b) }
		}},
		{"card", `card CARD`, "A post in a list, by partials/card.html with the card as dot; made once for all lists.", func(r *Renderer) any { return r.cardHTML }},
		{"clock", `clock TIME`, "The time of day (5:05 PM); nothing for a bare day.", func(r *Renderer) any { return r.theme.words.clock }},
		{"date", `date TIME`, "The day (November 1, 2022).", func(r *Renderer) any { return r.print("date") }},
		{"day", `day TIME`, "The day without its year (Nov. 1).", func(r *Renderer) any { return r.print("day") }},
		{"default", `default D V`, "V, or D when V is empty.", func(*Renderer) any { return defaultTo }},
		{"dict", `dict KEY V …`, "A map, to hand several values to a template.", func(*Renderer) any { return dict }},
		{"direction", `direction`, "ltr or rtl, for the dir attribute.", func(r *Renderer) any {
			return func() string { return r.theme.words.notation.Texts["direction"] }
		}},
		{"first", `first N LIST`, "The first N of a list, or all when there are fewer.", func(*Renderer) any { return first }},
		{"frame", `frame "NAME"`, "A template with the site as dot; executed once and used on every page. The name must be written out.", func(r *Renderer) any {
			return func(name string) (template.HTML, error) {
				if f := r.frames[name]; f != nil {
					return f.html()
				}
				return "", mistakef("", "", "no template %q", name)
			}
		}},
		{"hasprefix", `hasprefix S PREFIX`, "Whether a text begins with another.", func(*Renderer) any { return strings.HasPrefix }},
		{"iso", `iso TIME`, "The time for machines, as the datetime attribute wants it.", func(*Renderer) any {
			return func(t plan.Time) string { return string(t) }
		}},
		{"join", `join SEP LIST`, "The texts of a list with SEP between them.", func(*Renderer) any { return join }},
		{"jsonld", `jsonld .`, "The page's structured data as a script element; nothing where a page has none.", func(r *Renderer) any { return r.jsonLD }},
		{"link", `link LINK`, "A text as HTML, linked where it leads somewhere.", func(*Renderer) any { return link }},
		{"list", `list V …`, "A list of the values.", func(*Renderer) any { return func(v ...any) []any { return v } }},
		{"lookstyle", `lookstyle LOOK`, "What site.yaml changes of colours and fonts, as rules for a style element.", func(*Renderer) any { return lookStyle }},
		{"lower", `lower S`, "A text in small letters.", func(*Renderer) any { return strings.ToLower }},
		{"money", `money AMOUNT CURRENCY`, "An amount in whole units ($6,173,035); the currency is ISO 4217.", func(r *Renderer) any {
			return func(amount any, currency string) string { return r.theme.words.money(fmt.Sprint(amount), currency) }
		}},
		{"monogram", `monogram INITIALS TEAM`, "A drawing of initials in a team's colours, as inline SVG; TEAM may be none.", func(r *Renderer) any { return r.monogram }},
		{"month", `month TIME`, "The month (November 2022); takes 2022-11 too.", func(r *Renderer) any {
			return func(v any) (string, error) {
				t := plan.Time(fmt.Sprint(v)) // a Link's text is no Time
				if len(t) == len("2022-11") {
					t += "-01"
				}
				return r.theme.words.print(t, "month")
			}
		}},
		{"number", `number V`, "A figure with its digits grouped (1,234.5); what is no number stays as it is.", func(r *Renderer) any {
			return func(v any) string { return r.theme.words.number(fmt.Sprint(v)) }
		}},
		{"ordinal", `ordinal N`, "A place in an order (2nd).", func(r *Renderer) any { return r.theme.words.ordinal }},
		{"part", `part "NAME" V`, "A template with V as dot, like {{template}}, but made once for all places with the same V. The name must be written out.", func(r *Renderer) any { return r.fragment }},
		{"sameday", `sameday TIME TIME`, "Whether two times are one day.", func(*Renderer) any { return sameDay }},
		{"site", `site`, "What every page knows: Site.", func(r *Renderer) any { return func() *plan.Site { return r.site } }},
		{"stamp", `stamp TIME`, "Day, time and zone (November 1, 2022, 5:05 PM EDT).", func(r *Renderer) any {
			return func(t plan.Time) (string, error) { return r.theme.words.stamp(t, r.zone) }
		}},
		{"static", `static "PATH"`, "The address of a file below static/, with its digest in the name. The path must be written out.", func(r *Renderer) any {
			return func(name string) (string, error) {
				if url, ok := r.statics[name]; ok {
					return url, nil
				}
				return "", mistakef("", "put it below static/", "no static file %q", name)
			}
		}},
		{"t", `t "KEY" V …`, "The words of strings.yaml under KEY, values in place of {0}, {1}, …; HTML when a value is.", func(r *Renderer) any {
			return func(key string, args ...any) (any, error) { return r.theme.words.text(key, args) }
		}},
		{"teamstyle", `teamstyle TEAM`, "A team's colours for a style attribute: --team, --team-ink, --team-dark, --team-dark-ink, each with WCAG AA contrast, and --team-trim, the team's second colour.", func(r *Renderer) any {
			return func(team any) (template.CSS, error) {
				l, err := r.look(team)
				return l.css, err
			}
		}},
		{"tn", `tn "KEY" N V …`, "The words for a number of things: KEY holds one:, other: and the like, N stands in place of {n}.", func(r *Renderer) any {
			return func(key string, n int, args ...any) (any, error) { return r.theme.words.plural(key, n, args) }
		}},
		{"upper", `upper S`, "A text in capitals.", func(*Renderer) any { return strings.ToUpper }},
		{"weekday", `weekday TIME`, "The day of the week (Tuesday).", func(r *Renderer) any {
			return func(t plan.Time) (string, error) {
				m, ok := parseTime(t)
				if !ok {
					return r.theme.words.print(t, "date")
				}
				name, _ := r.theme.words.placeholder(m, "weekday")
				return name, nil
			}
		}},
		{"year", `year TIME`, "The year (2022).", func(*Renderer) any {
			return func(t plan.Time) string { return string(t[:min(4, len(t))]) }
		}},
	}
}

// standardFunctions are those of text/template.
var standardFunctions = []string{
	"and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or", "print", "printf",
	"println", "slice", "urlquery",
}

func functionNames() []string {
	names := append([]string{}, standardFunctions...)
	for _, f := range functionTable() {
		names = append(names, f.name)
	}
	return names
}

// functions binds the table to r.
func (r *Renderer) functions() template.FuncMap {
	m := template.FuncMap{}
	for _, f := range functionTable() {
		m[f.name] = f.bind(r)
	}
	return m
}

func (r *Renderer) print(pattern string) func(plan.Time) (string, error) {
	return func(t plan.Time) (string, error) { return r.theme.words.print(t, pattern) }
}

// abs makes the address of a path on this site absolute; any other stays as it is.
func (r *Renderer) abs(url string) string {
	switch {
	case url == "" || strings.HasPrefix(url, "//") || schemeOf(url) != "":
		return url
	case strings.HasPrefix(url, "/"):
		return r.site.Origin + url
	}
	return r.site.Origin + r.site.Base + url
}

// schemeOf returns the scheme of an address, in small letters; empty when it is relative.
func schemeOf(url string) string {
	for i := range len(url) {
		switch c := url[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
		case i > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'):
		case i > 0 && c == ':':
			return strings.ToLower(url[:i])
		default:
			return ""
		}
	}
	return ""
}

func add(n ...int) int {
	sum := 0
	for _, n := range n {
		sum += n
	}
	return sum
}

func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, mistakef("", "give each key its value", "dict was given %d values, which are not pairs", len(pairs))
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return nil, mistakef("", "keys are texts", "dict was given the key %v", pairs[i])
		}
		m[key] = pairs[i+1]
	}
	return m, nil
}

func defaultTo(d, v any) any {
	if truth, ok := template.IsTrue(v); ok && truth {
		return v
	}
	return d
}

// link is a function and no template because a page has dozens of them.
func link(l plan.Link) template.HTML {
	b := make([]byte, 0, len(`<a href=""></a>`)+len(l.URL)+len(l.Text)+16)
	led := markdown.Safe(l.URL)
	if led {
		b = append(append(append(b, `<a href="`...), template.HTMLEscapeString(l.URL)...), `">`...)
	}
	b = append(b, template.HTMLEscapeString(l.Text)...)
	if led {
		b = append(b, "</a>"...)
	}
	return template.HTML(b)
}

func first(n int, list any) (any, error) {
	v := reflect.ValueOf(list)
	switch v.Kind() {
	case reflect.Invalid:
		return nil, nil
	case reflect.Slice, reflect.Array, reflect.String:
		return v.Slice(0, max(0, min(n, v.Len()))).Interface(), nil
	}
	return nil, mistakef("", "", "first was given %T, which is no list", list)
}

func join(sep string, list any) (string, error) {
	v := reflect.ValueOf(list)
	switch v.Kind() {
	case reflect.Invalid:
		return "", nil
	case reflect.Slice, reflect.Array:
		texts := make([]string, v.Len())
		for i := range texts {
			switch x := v.Index(i).Interface().(type) {
			case plan.Link:
				texts[i] = x.Text
			default:
				texts[i] = fmt.Sprint(x)
			}
		}
		return strings.Join(texts, sep), nil
	}
	return "", mistakef("", "", "join was given %T, which is no list", list)
}
