package render

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"pressbox/internal/plan"
)

// speak renders one template expression in a language, with the default theme's words.
func speak(t *testing.T, language, expression string) string {
	t.Helper()
	words, err := os.ReadFile("../../templates/strings.yaml")
	if err != nil {
		t.Fatal(err)
	}
	theme := files(
		"templates/base.html", `{{template "main" .}}`,
		"templates/page.html", `{{define "main"}}{{`+expression+`}}{{end}}`,
		"templates/strings.yaml", string(words),
	)
	own := files("templates/strings.yaml", `
en: {posts.count: {one: "{n} post", other: "{n} posts"}, by: "by {0} for {1}"}
es: {posts.count: {one: "{n} noticia", other: "{n} noticias"}}
es-US: {format: {decimal: ".", group: ",", group_from: 4, money: "{symbol}{n}", currencies: {USD: $}}}
pl: {posts.count: {one: "{n} wpis", few: "{n} wpisy", many: "{n} wpisów", other: "{n} wpisu"}}
`)
	r := mustParse(t, language, own, theme).For(&plan.Plan{Site: site()}, bodies{}, nil)
	return mustRender(t, r, file("page.html", &plan.PlainPage{Head: plan.Head{Title: "x", Updated: "2022-11-01T17:05:00-04:00"}}))
}

func TestEachLanguageWritesDatesAndNumbersItsWay(t *testing.T) {
	tests := []struct{ expression, en, es string }{
		{`date "2022-11-01"`, "November 1, 2022", "1 de noviembre de 2022"},
		{`date "2022-11-01T17:05:00-04:00"`, "November 1, 2022", "1 de noviembre de 2022"},
		{`date ""`, "", ""},
		{`day "2022-11-01"`, "Nov. 1", "1 nov."},
		{`day "2022-05-31"`, "May 31", "31 may."},
		{`month "2022-11-01"`, "November 2022", "noviembre de 2022"},
		{`month "2023-01"`, "January 2023", "enero de 2023"},
		{`year "2022-11-01"`, "2022", "2022"},
		{`weekday "2022-11-01"`, "Tuesday", "martes"},
		{`clock "2022-11-01T17:05:00-04:00"`, "5:05 PM", "17:05"},
		{`clock "2022-11-01T00:00:00-04:00"`, "12:00 AM", "0:00"},
		{`clock "2022-11-01T12:30:00-04:00"`, "12:30 PM", "12:30"},
		{`clock "2022-11-01"`, "", ""},
		{`stamp .Updated`, "November 1, 2022, 5:05 PM EDT", "1 de noviembre de 2022, 17:05 EDT"},
		{`stamp "2022-12-01T17:05:00-05:00"`, "December 1, 2022, 5:05 PM EST", "1 de diciembre de 2022, 17:05 EST"},
		{`stamp "2022-12-01T17:05:00+05:30"`, "December 1, 2022, 5:05 PM UTC&#43;5:30", "1 de diciembre de 2022, 17:05 UTC&#43;5:30"},
		{`stamp "2022-12-01T17:05:00-03:00"`, "December 1, 2022, 5:05 PM UTC−3", "1 de diciembre de 2022, 17:05 UTC−3"},
		{`stamp "2022-12-01T17:05:00Z"`, "December 1, 2022, 5:05 PM UTC", "1 de diciembre de 2022, 17:05 UTC"},
		{`stamp "2022-12-01"`, "December 1, 2022", "1 de diciembre de 2022"},
		{`iso "2022-11-01T17:05:00-04:00"`, "2022-11-01T17:05:00-04:00", "2022-11-01T17:05:00-04:00"},
		{`sameday "2022-11-01T17:05:00-04:00" "2022-11-01"`, "true", "true"},
		{`sameday "2022-11-01" ""`, "false", "false"},
		{`number "1234.5"`, "1,234.5", "1234,5"},
		{`number "12345"`, "12,345", "12.345"},
		{`number "-2.96"`, "−2.96", "−2,96"},
		{`number 151`, "151", "151"},
		{`number "12-5"`, "12-5", "12-5"},
		{`number "4:32"`, "4:32", "4:32"},
		{`number ""`, "", ""},
		{`money 6173035 "USD"`, "$6,173,035", "6.173.035\u00a0US$"},
		{`money 500 "EUR"`, "€500", "500\u00a0€"},
		{`money 500 "CHF"`, "CHF\u00a0500", "500\u00a0CHF"},
		{`ordinal 1`, "1st", "1.ª"},
		{`ordinal 2`, "2nd", "2.ª"},
		{`ordinal 3`, "3rd", "3.ª"},
		{`ordinal 11`, "11th", "11.ª"},
		{`ordinal 52`, "52nd", "52.ª"},
		{`ordinal 113`, "113th", "113.ª"},
		{`tn "posts.count" 0`, "0 posts", "0 noticias"},
		{`tn "posts.count" 1`, "1 post", "1 noticia"},
		{`tn "posts.count" 12345`, "12,345 posts", "12.345 noticias"},
		{`t "by" "A <b>" 7`, "by A &lt;b&gt; for 7", "by A &lt;b&gt; for 7"},
		{`t "by" "A <b>" (monogram "" nil)`, "by A &lt;b&gt; for " + emptyMonogram(t), "by A &lt;b&gt; for " + emptyMonogram(t)},
		{`direction`, "ltr", "ltr"},
	}
	for _, test := range tests {
		for language, want := range map[string]string{"en": test.en, "es": test.es} {
			if got := speak(t, language, test.expression); got != want {
				t.Errorf("%s: {{%s}} is %q, want %q", language, test.expression, got, want)
			}
		}
	}
	for _, test := range []struct{ language, expression, want string }{
		{"es-US", `money 6173035 "USD"`, "$6,173,035"},
		{"es-US", `number "1234.5"`, "1,234.5"},
		{"es-MX", `number "1234.5"`, "1234,5"},
		{"en-GB", `date "2022-11-01"`, "November 1, 2022"},
		{"pl", `tn "posts.count" 3`, "3 wpisy"},
		{"pl", `tn "posts.count" 5`, "5 wpisów"},
	} {
		if got := speak(t, test.language, test.expression); got != test.want {
			t.Errorf("%s: {{%s}} is %q, want %q", test.language, test.expression, got, test.want)
		}
	}
}

func emptyMonogram(t *testing.T) string {
	html, err := new(Renderer).monogram("", nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(html)
}

func TestALanguageWithoutWordsIsWarnedOf(t *testing.T) {
	for language, want := range map[string]string{
		"en": "", "en-GB": "", "es-MX": "", "es": "", "EN": "",
		"ar":    `site.yaml: warning: the theme has no words in "ar", the language of the site (English stands in; write ar: and its words in templates/strings.yaml)`,
		"fr-CA": `site.yaml: warning: the theme has no words in "fr-CA", the language of the site (English stands in; write fr: and its words in templates/strings.yaml)`,
	} {
		theme := tiny()
		theme["templates/strings.yaml"].Data = append(theme["templates/strings.yaml"].Data, "ar: {format: {direction: rtl}}\n"...)
		_, problems, err := Parse(language, "test", theme)
		got := ""
		for _, p := range problems {
			got += p.String()
		}
		if err != nil || got != want {
			t.Errorf("%s: got %s, %v", language, got, err)
		}
	}
}

func TestPluralCategories(t *testing.T) {
	for language, want := range map[string]string{
		"en": "other one other other other other other other",
		"es": "other one other other other other other other",
		"fr": "one one other other other other other other",
		"ja": "other other other other other other other other",
		"pl": "many one few few many many few many",
		"ru": "many one few few many one few many",
		"cs": "other one few few other other other other",
		"ar": "zero one two few few many many other",
	} {
		var got []string
		for _, n := range []int{0, 1, 2, 3, 5, 21, 22, 100} {
			got = append(got, cardinal(language+"-XX", n))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %s, want %s", language, strings.Join(got, " "), want)
		}
	}
}

func TestMistakesInStringsHavePlaces(t *testing.T) {
	for text, want := range map[string]string{
		"en: hello\n":                            `templates/strings.yaml:1:1: "en" is not a list of words (strings.yaml names languages, and below each its words)`,
		"en:\n  a: [x]\n":                        `templates/strings.yaml:2:3: "a" is a list and not words (write one line of text)`,
		"en:\n  format: {months: [a]}\n":         `templates/strings.yaml:2:12: format "months" has 1 names and not 12`,
		"en:\n  format: {dat: x}\n":              `templates/strings.yaml:2:12: unknown format "dat" (did you mean "date"?)`,
		"en:\n  format: {date: \"{y}\"}\n":       `templates/strings.yaml:2:12: format "date" cannot hold {y} (use year, month, mon, m, mm, d, dd, weekday)`,
		"de:\n  format: {direction: sideways}\n": `templates/strings.yaml:2:12: direction is "sideways" (write ltr or rtl)`,
	} {
		_, problems, err := Parse("en", "test", files("templates/strings.yaml", text))
		if err != nil || len(problems) != 1 || problems[0].String() != want {
			t.Errorf("%q:\n got %v %v\nwant %s", text, problems, err, want)
		}
	}
}

func TestEveryLanguageOfTheDefaultThemeIsComplete(t *testing.T) {
	folder := os.DirFS("../..")
	en, _, err := Parse("en", "test", folder)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../templates/strings.yaml")
	if err != nil {
		t.Fatal(err)
	}
	// Without English to fall back on, Spanish has to know every key by itself.
	alone := strings.Replace("\n"+string(text), "\nen:", "\nnobody:", 1)
	es, _, err := Parse("es", "test", files("templates/strings.yaml", alone))
	if err != nil {
		t.Fatal(err)
	}
	var missing []string
	for _, key := range en.words.keys() {
		if !es.words.has(key) {
			missing = append(missing, key)
		}
	}
	if len(missing) > 0 {
		t.Errorf("no Spanish for %s", fmt.Sprint(missing))
	}
}
