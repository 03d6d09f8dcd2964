package plan

import (
	"reflect"
	"testing"

	"pressbox/internal/digest"
)

func TestEveryChangeOfDataChangesItsHash(t *testing.T) {
	base := func() *PostPage {
		return &PostPage{
			Head:    Head{URL: "/a/", Title: "A", Crumbs: []Crumb{{Text: "x", URL: "/x/"}}},
			Players: []PlayerLink{{Link: Link{"Cam Akers", "/players/cam-akers/"}}},
			Body:    Body{Digest: digest.Of([]byte("b"))},
			Params:  map[string]any{"a": "1", "b": []any{"x", map[string]any{"c": nil}}},
			Earlier: []EarlierBox{{Cards: []*Card{{Digest: digest.Of([]byte("c")), Title: "C"}}}},
		}
	}
	want := Hash(base())
	if got := Hash(*base()); got != want {
		t.Error("a pointer and what it points to differ")
	}
	same := base()
	same.Tags, same.Earlier[0].Cards[0].Title = []Link{}, "a card counts by its digest"
	if Hash(same) != want {
		t.Error("an empty slice differs from none, or a card contributes more than its digest")
	}
	seen := map[digest.Digest]string{want: "base"}
	for name, edit := range map[string]func(p *PostPage){
		"embedded":    func(p *PostPage) { p.Title = "B" },
		"moved text":  func(p *PostPage) { p.URL, p.Title = "/a/A", "" },
		"split":       func(p *PostPage) { p.Crumbs = []Crumb{{Text: "x/x/"}} },
		"slice":       func(p *PostPage) { p.Crumbs = append(p.Crumbs, Crumb{}) },
		"deep":        func(p *PostPage) { p.Players[0].Team = &TeamLink{} },
		"digest":      func(p *PostPage) { p.Body.Digest[31]++ },
		"param":       func(p *PostPage) { p.Params["a"] = "2" },
		"param type":  func(p *PostPage) { p.Params["a"] = []any{"1"} },
		"param key":   func(p *PostPage) { p.Params["z"] = "" },
		"card digest": func(p *PostPage) { p.Earlier[0].Cards[0].Digest[0]++ },
		"bool":        func(p *PostPage) { p.Draft = true },
	} {
		p := base()
		edit(p)
		h := Hash(p)
		if other, ok := seen[h]; ok {
			t.Errorf("%s has the hash of %s", name, other)
		}
		seen[h] = name
	}
}

func TestCardDigestIsMadeOfEverythingElse(t *testing.T) {
	a, b := Card{Title: "A"}, Card{Title: "A", Digest: digest.Of(nil)}
	if Hash(&a) != Hash(b) {
		t.Error("a card's hash depends on its digest")
	}
	b.Summary = "x"
	if Hash(&a) == Hash(&b) {
		t.Error("a card's hash misses its summary")
	}
	if Hash(&Feed{}) == Hash(&URLSet{}) {
		t.Error("types of one shape share a hash")
	}
}

func TestHashRefusesWhatIsNotPlain(t *testing.T) {
	for _, v := range []any{struct{ F func() }{}, struct{ x int }{}, map[int]string{}, make(chan int)} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%v was hashed", reflect.TypeOf(v))
				}
			}()
			Hash(v)
		}()
	}
}
