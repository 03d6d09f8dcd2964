package render

import "testing"

func TestSlimCardsAreForTemplatesThatOnlyHandThemOn(t *testing.T) {
	for list, whole := range map[string]bool{
		`{{range .Items}}{{card .Card}}{{end}}`:                                   false,
		`{{range $i, $e := .Items}}{{card $e.Card}}{{end}}`:                       false,
		`{{card (index .Items 0).Card}}{{(index .Items 0).Card.Title}}`:           false,
		`{{range .Items}}{{.Card.Title}}{{date .Card.Time}}{{end}}`:               false,
		`{{range .Items}}{{part "partials/line.html" .}}{{end}}`:                  false,
		`{{range .Items}}{{template "partials/players.html" .}}{{end}}`:           true,
		`{{range .Items}}{{part "partials/players.html" .}}{{end}}`:               true,
		`{{range .Items}}{{.Card | card}}{{end}}`:                                 true,
		`{{range .Items}}{{.Card.Image.URL}}{{end}}`:                              true,
		`{{range .Items}}{{with .Card}}{{.Players}}{{end}}{{end}}`:                true,
		`{{range .Items}}{{template "partials/card.html" .Card}}{{end}}`:          true,
		`{{range .Items}}{{part "partials/card.html" .Card}}{{end}}`:              true,
		`{{range .Items}}{{$c := .Card}}{{range $c.Teams}}{{.}}{{end}}{{end}}`:    true,
		`{{range .Items}}{{range (dict "c" .Card).c.Credits}}{{.}}{{end}}{{end}}`: true,
		`{{range (index .Items 0).Card.Players}}{{.}}{{end}}`:                     true,
	} {
		theme := tiny()
		theme["templates/list.html"].Data = []byte(`{{define "main"}}{{with .List}}` + list + `{{end}}{{end}}`)
		theme["templates/partials/line.html"] = files("x", `{{.Card.Title}}{{card .Card}}`)["x"]
		theme["templates/partials/players.html"] = files("x", `{{range .Card.Players}}{{.Text}}{{end}}`)["x"]
		if got := mustParse(t, "en", theme, tiny()).reaches["list.html"].need.Cards; got != whole {
			t.Errorf("%s needs whole cards: %v, want %v", list, got, whole)
		}
	}
}

func TestWhatStandsAroundAPostIsForTemplatesThatNameIt(t *testing.T) {
	for post, around := range map[string]bool{
		`{{.Title}}{{range .Players}}{{.Text}}{{end}}`: false,
		`{{range .Earlier}}{{end}}`:                    true,
		`{{template "partials/facts.html" .}}`:         true,
		`{{with $.Story}}{{end}}`:                      true,
	} {
		theme := tiny()
		theme["templates/post.html"].Data = []byte(`{{define "main"}}` + post + `{{end}}`)
		theme["templates/partials/facts.html"] = files("x", `{{range .Facts}}{{end}}`)["x"]
		if got := mustParse(t, "en", theme, tiny()).reaches["post.html"].need.Around; got != around {
			t.Errorf("%s needs what stands around: %v, want %v", post, got, around)
		}
	}
}
