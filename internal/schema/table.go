package schema

import "pressbox/internal/problem"

func plain(pairs ...any) shape {
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i].(string)] = pairs[i+1]
	}
	return shape{plain: m}
}

// Front matter knows only text, so a name like 49 or true is one, too.
func text() shape { return plain("type", []string{"string", "number", "boolean"}) }

// filled is a text that is not blank.
func filled() shape {
	return plain("type", []string{"string", "number", "boolean"}, "pattern", `\S`)
}

// id is the name of a record's file. One that must be given may not be blank.
func id() shape {
	return plain("type", []string{"string", "number", "boolean"}, "pattern", `^\s*[a-z0-9]+(-[a-z0-9]+)*\s*$`)
}

func blank() shape { return pattern(`^\s*$`) }

// lasting is an id that feeds carry.
func lasting() shape {
	return plain("type", []string{"string", "number", "boolean"}, "pattern",
		`^\s*((urn|tag):[!#-;=?-\[\]_a-z~]+|https?://[!$-.0-9;=@-\[\]_a-z~][!#-;=?-\[\]_a-z~]*|[!$&'()+,\-.0-9;=@A-Z\[\]_a-z~]+|\{[0-9A-Fa-f-]+\})\s*$`)
}

func pattern(p string) shape { return plain("type", "string", "pattern", p) }

func truth() shape {
	return plain("type", []string{"boolean", "string"}, "pattern", "^(true|True|TRUE|false|False|FALSE)$")
}

const (
	inPath = "[^\\s\"<>\\\\`]"
	webURL = "[Hh][Tt][Tt][Pp][Ss]?://[^\\s/?#:\"<>\\\\`]" + inPath + "*"
	path   = "/([^/\\s\"<>\\\\`]" + inPath + "*)?|[^/:\\s\"<>\\\\`][^:\\s\"<>\\\\`]*"
)

func web() shape { return pattern(`^\s*` + webURL + `\s*$`) }

func address() shape { // or a path
	return plain("type", []string{"string", "number", "boolean"}, "pattern", `^\s*(`+webURL+`|`+path+`)\s*$`)
}

func free() shape { return plain("type", "object") }

func number(least, most int) shape {
	return plain("type", []string{"integer", "string"}, "minimum", least, "maximum", most, "pattern", "^[+-]?(0|[1-9][0-9]*)$")
}

// year is a whole number of four digits.
func year() shape {
	return plain("type", []string{"integer", "string"}, "minimum", 1000, "maximum", 9999, "pattern", "^[+]?[1-9][0-9]{3}$")
}

func words(list ...string) shape { return plain("enum", list) }

const (
	date = `([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|` +
		`([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)`
	hour = `([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?`
	zone = `( ?(Z|z|UTC|[+-]([01][0-9]|2[0-3]):?[0-5][0-9]))`
)

// day is of a record; a year is its first day.
func day() []shape {
	return []shape{
		pattern(`^\s*([0-9]{4}(-(0[1-9]|1[0-2]))?|` + date + `)\s*$`),
		plain("type", "integer", "minimum", 1000, "maximum", 9999),
	}
}

func moment() shape {
	return pattern(`^\s*` + date + `([Tt ]` + hour + zone + `?)?\s*$`)
}

func sum() []shape {
	return []shape{plain("type", "integer", "minimum", 0, "maximum", 1<<53-1), pattern(`^\s*[0-9][0-9_,]*\s*$`)}
}

func color() shape {
	return pattern(`^\s*#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})\s*$`)
}

func of(keys ...key) shape { return shape{object: &object{keys: keys}} }

// ofOne is of keys of which at least one of the named has to be given.
func ofOne(one []string, keys ...key) shape { return shape{object: &object{keys: keys, one: one}} }

// oneOrMore is one of shapes, or a list of such.
func oneOrMore(shapes ...shape) []shape {
	return append(shapes[:len(shapes):len(shapes)], shape{list: shapes})
}

// dated is text, or text with the days on which it holds.
func dated(inner, says string) []shape {
	word := needed(inner, says, filled())
	if inner != "name" {
		word = word.or("name")
	}
	return oneOrMore(filled(), of(word, k("from", "The first day.", day()...), k("to", "The first day no longer.", day()...)))
}

func k(name, says string, want ...shape) key {
	return key{names: []string{name}, says: says, want: want}
}

func needed(name, says string, want ...shape) key {
	return key{names: []string{name}, says: says, want: want, need: true}
}

// or gives a key other names.
func (k key) or(names ...string) key {
	k.names = append(k.names, names...)
	return k
}

func (k key) must() key {
	k.need = true
	return k
}

func aliases() key {
	return k("aliases", "Old addresses that lead here.", oneOrMore(filled())...).or("alias")
}

func image() key {
	return k("image", "A picture: its path, beside the document or below static/.", text(),
		of(needed("src", "Its path.", filled()), k("alt", "What it shows, for those who cannot see it.", text()), k("credit", "Who made it.", text())))
}

func params() key { return k("params", "Anything else a template wants.", free()) }

func notes(name, says, inner string) key {
	note := of(needed("date", "When.", moment()), needed(inner, "What.", filled()))
	return k(name, says, note, shape{list: []shape{note}})
}

func table() map[string]*object {
	names := func(who string) key {
		want := dated("name", "The name.")
		want[len(want)-1].least = 1
		return k("name", "What "+who+" is called; with days, what "+who+" was called when.", want...).or("names").must()
	}
	return map[string]*object{
		"post": {keys: []key{
			needed("title", "The headline.", filled()),
			needed("date", "When it is published: 2022-11-01, 2022-11-01 17:05, or RFC 3339.", moment()),
			k("updated", "The last change that matters to readers.", moment()),
			k("player", "Whom it is about: names as written, or ids.", oneOrMore(filled())...).or("players"),
			k("team", "Names, abbreviations or ids; without it, the players' teams of that day.", oneOrMore(filled())...).or("teams"),
			k("source", "Who reported it.", oneOrMore(filled(), ofOne([]string{"name", "outlet"},
				k("name", "Who.", text()), k("outlet", "For whom.", text()), k("url", "Where the report is.", web()), k("date", "When, if on another day.", day()...)))...).or("sources"),
			k("author", "Who wrote it here.", oneOrMore(filled())...).or("authors"),
			k("summary", "One sentence; without it, the first paragraph.", text()),
			k("status", "How firm it is.", words("rumor", "reported", "agreed", "official", "denied", "fell-through")),
			k("story", "An id shared by posts about one matter.", text()),
			notes("updates", "What was added under the same headline.", "text"),
			notes("corrections", "What was wrong.", "text"),
			k("retracted", "Why it no longer stands; the text is then shown nowhere.", of(needed("date", "When.", moment()), needed("reason", "Why.", filled()))),
			k("tags", "Subjects.", oneOrMore(filled())...).or("tag"),
			k("slug", "The end of its address; without it, the file's name.", text()),
			aliases(),
			k("draft", "Shown only in previews.", truth()),
			k("expires", "When it leaves the lists.", moment()),
			image(),
			k("id", "What feeds call it for ever: a UUID, an address that begins with urn: or tag:, or a word.", lasting()),
			params(),
		}},
		"player": {keys: []key{
			names("he or she"),
			k("nicknames", "Other names that posts may use.", dated("nickname", "The nickname.")...).or("nickname"),
			k("sort", "The name to sort by: Akers, Cam.", text()),
			k("position", "What he or she plays; with days, what when.", dated("position", "The position.")...).or("positions"),
			k("role", "Of a coach or an executive, instead of a position.", text()),
			k("born", "Day of birth; a year tells namesakes apart.", day()...),
			k("died", "Day of death.", day()...),
			k("retired", "Day of retirement.", day()...),
			k("college", "Where he or she played before.", text()),
			k("drafted", "Where he or she was drafted: {year, round, pick, team}, a year, or undrafted.",
				pattern("^[Uu][Nn][Dd][Rr][Aa][Ff][Tt][Ee][Dd]$"), plain("const", false), plain("type", "integer", "minimum", 1000, "maximum", 9999), pattern("^[0-9]{4}$"), of(
					needed("year", "Year of the draft.", year()), k("round", "Round.", number(0, 200)), k("pick", "Pick, counted over all rounds.", number(0, 5000)), k("team", "Id of the team.", id(), blank()))),
			k("teams", "Time with teams.", oneOrMore(filled(), of(
				needed("team", "Id of the team; unknown where nobody knows it, none where there was none.", id()), k("from", "The first day.", day()...), k("to", "The first day no longer.", day()...)))...),
			k("contracts", "Deals.", oneOrMore(ofOne([]string{"signed", "start"},
				k("team", "Id of the team.", id(), blank()), k("signed", "Day of signing.", day()...), k("start", "First day, if it is not that of signing.", day()...),
				needed("years", "How many.", number(1, 50)), k("total", "Sum in whole units.", sum()...), k("bonus", "Signing bonus in whole units.", sum()...)))...),
			k("stats", "Stat lines, a season or a part of it each.", oneOrMore(shape{object: &object{
				keys: []key{
					needed("season", "The year in which it began.", year()), k("through", "The last day counted.", day()...),
					k("games", "Games played.", number(0, 10_000)), k("league", "Id of the league, if it is not that of the team.", id(), blank()),
				},
				rest: &shape{object: &object{rest: figure()}},
			}})...),
			aliases(), image(), params(),
		}},
		"team": {keys: []key{
			names("the team"),
			k("city", "Where it is at home.", text()),
			k("nickname", "Rams of Los Angeles Rams.", text()),
			k("nicknames", "Other names that posts may use.", dated("nickname", "The nickname.")...),
			k("abbreviations", "LAR; with days, what when.", dated("abbreviation", "The abbreviation.")...).or("abbreviation"),
			k("league", "Id of the league.", id(), blank()),
			k("conference", "Conference.", text()),
			k("division", "Division.", text()),
			k("colors", "Its colours.", of(k("primary", "The main colour.", color()), k("accent", "The other one.", color()).or("secondary"))).or("colours"),
			aliases(), image(), params(),
		}},
		"source": {keys: []key{
			needed("name", "Who reports.", filled()),
			k("outlet", "For whom; with days, for whom when.", dated("outlet", "The outlet.")...).or("outlets"),
			k("handle", "What he or she is called elsewhere.", text()),
			k("url", "A page of his or her own.", web()),
			aliases(), image(), params(),
		}},
		"author": {keys: []key{
			needed("name", "Who writes.", filled()),
			k("url", "A page of his or her own.", web()),
			k("role", "What he or she does here.", text()),
			aliases(), image(), params(),
		}},
		"story": {keys: []key{
			needed("title", "What the matter is called.", filled()),
			k("summary", "One sentence; without it, the first paragraph.", text()),
			aliases(), image(), params(),
		}},
		"league": {keys: []key{
			needed("name", "What it is called.", filled()),
			k("season_start", "Month and day on which a season begins: 03-15.", pattern(`^\s*((--)?[0-9]{1,2}-[0-9]{1,2}|[A-Z][a-z]+ [0-9]{1,2}|[0-9]{1,2} [A-Z][a-z]+)\s*$`)),
			k("currency", "Of contracts, as ISO 4217: USD.", plain("type", "string", "pattern", "^[A-Z]{3}$")),
			k("statistics", "Groups of figures in stat lines.", oneOrMore(of(
				needed("name", "As stat lines call it.", filled()), k("label", "As pages call it.", text()),
				k("figures", "What is counted.", oneOrMore(filled(), of(
					needed("name", "As stat lines call it.", filled()), k("label", "As pages call it.", text()),
					k("divide", "Derived: the first figure divided by the second.", shape{list: []shape{filled()}, least: 2, most: 2}),
					k("times", "A derived figure is multiplied by it.", plain("type", "number", "exclusiveMinimum", 0), pattern(`^\s*[0-9][0-9_]*(\.[0-9]+)?\s*$`)),
					k("places", "Digits after the point of a derived figure.", number(0, 6)),
					k("thirds", "What follows the point counts thirds.", truth())))...)))...),
			aliases(), image(), params(),
		}},
		"page": {keys: []key{
			needed("title", "What it is called.", filled()),
			k("summary", "One sentence; without it, the first paragraph.", text()),
			k("updated", "The last change that matters to readers.", moment()),
			k("draft", "Shown only in previews.", truth()),
			aliases(), image(), params(),
		}},
		"site": site(),
	}
}

// figure is a number in a stat line; innings are written as text, too.
func figure() *shape {
	s := plain("type", []string{"number", "string"})
	return &s
}

func site() *object {
	rules := object{}
	for _, r := range problem.Rules() {
		want := words("error", "warn", "warning", "off")
		if r.Fixed {
			want = words(map[problem.Severity]string{problem.Error: "error", problem.Warning: "warn", problem.Off: "off"}[r.Severity])
		}
		rules.keys = append(rules.keys, k(r.Name, r.Text, want))
	}
	link := filled()
	nav := []shape{of(needed("title", "What it says.", filled()), needed("url", "Where it leads.", filled())), {object: &object{rest: &link, bar: []string{"title", "url"}}}}
	items := []shape{nav[0], {object: &object{rest: &link, bar: []string{"title", "url"}, least: 1}}}
	host := shape{object: &object{
		keys: []key{needed("type", "What kind of host it is; the other keys hang on it.", words("folder", "s3", "ssh", "git"))},
		rest: &shape{plain: map[string]any{}},
	}}
	const family = `("[A-Za-z0-9 ._-]+"|'[A-Za-z0-9 ._-]+'|-?[A-Za-z_][A-Za-z0-9 _-]*)`
	font := func(name, says string) key {
		return k(name, says+", as CSS names fonts.", plain("type", []string{"string", "boolean"}, "pattern", `^\s*`+family+`( *, *`+family+`)*\s*$`))
	}
	return &object{keys: []key{
		k("id", "A UUID, or any text that no other site has. Never change it: ids in feeds hang on it.", filled()),
		needed("title", "What the site is called.", filled()),
		k("description", "What it is about, in a sentence.", text()),
		needed("base_url", "Where it is published; may have a path.", web()),
		k("language", "A tag of BCP 47: en, es-MX.", pattern(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)),
		k("timezone", "A day is a day here: America/New_York.", pattern(`^[A-Za-z][A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$`)),
		k("permalink", "Addresses of posts: /:year/:month/:slug/.", pattern(`^/(.*/)?(.*[^a-z:])?:slug(/|[^a-z].*/)$`)),
		k("per_page", "Posts on a full page of a list.", number(1, 500)),
		k("unregistered", "What becomes of a name without a record.", words("warn", "allow", "error")),
		k("nav", "The site's own navigation.", append(nav, shape{list: items})...),
		params(),
		k("publisher", "Who stands behind the site.", of(k("name", "Who.", text()), k("logo", "A path, or an address.", address()), k("url", "A page about it.", web()))),
		k("logo", "A picture in the masthead.", address(), of(k("src", "Its path.", address()), k("alt", "What it says.", text()), k("width", "In CSS pixels.", number(1, 2000)), k("height", "In CSS pixels.", number(1, 2000)))),
		k("colors", "Colours of the theme.", of(k("paper", "Behind text.", color()), k("ink", "Of text.", color()), k("accent", "Of links under the pointer.", color()),
			k("dark_paper", "At night.", color()), k("dark_ink", "At night.", color()), k("dark_accent", "At night.", color()))).or("colours"),
		k("fonts", "Fonts of the theme.", of(font("headline", "Of headlines"), font("text", "Of text"), font("interface", "Of the rest"))),
		k("feeds", "Settings of all feeds.", of(k("items", "Newest posts a feed carries.", number(1, 500)), k("content", "What of them.", words("full", "summary")),
			k("hubs", "WebSub hubs.", oneOrMore(web())...).or("hub"))),
		k("markdown", "How bodies are read.", of(k("raw_html", "Let HTML through.", truth()), k("link_names", "Link names that the front matter declares.", truth()))),
		k("rules", "What check reports, and how.", shape{object: &rules}),
		k("deploy", "Hosts, by name.", shape{object: &object{rest: &host}}),
		k("editor", "Opens a file from the preview: vscode, zed, or an address with {file}, {line} and {column}.", pattern(`^(|cursor|idea|sublime|textmate|vscode|vscodium|zed|[a-z][a-z0-9+.-]*://.*\{file\}.*)$`)),
	}}
}
