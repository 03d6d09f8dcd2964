package markdown

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// elements that a body may consist of, and the attributes each may have.
var elements = map[string]string{
	"p": "", "em": "", "strong": "", "del": "", "code": "class", "pre": "", "blockquote": "", "ul": "", "ol": "start", "li": "id", "hr": "", "br": "",
	"a": "href title class role", "img": "src alt title width height loading decoding", "figure": "", "figcaption": "", "sup": "id",
	"table": "", "thead": "", "tbody": "", "tr": "", "th": "scope class", "td": "class", "div": "class role",
	"h2": "id", "h3": "id", "h4": "id", "h5": "id", "h6": "id",
}

// sound reports what is wrong with the HTML of a body: what is not closed, an element
// or an attribute that has no place in it, an id twice, an unsafe address.
func sound(t *testing.T, src, out []byte) {
	t.Helper()
	if !utf8.Valid(out) {
		t.Fatalf("%q became invalid UTF-8", src)
	}
	var open []string
	ids := map[string]bool{}
	z := html.NewTokenizer(bytes.NewReader(out))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if z.Err() != io.EOF {
				t.Fatalf("%q: %v in %q", src, z.Err(), out)
			}
			break
		}
		token := z.Token()
		switch kind {
		case html.CommentToken, html.DoctypeToken, html.SelfClosingTagToken:
			t.Fatalf("%q: %v in %q", src, token, out)
		case html.StartTagToken:
			attrs, ok := elements[token.Data]
			if !ok {
				t.Fatalf("%q: element %s in %q", src, token.Data, out)
			}
			if token.Data == "a" && slices.Contains(open, "a") {
				t.Fatalf("%q: a link in a link in %q", src, out)
			}
			for _, a := range token.Attr {
				if !slices.Contains(strings.Fields(attrs), a.Key) {
					t.Fatalf("%q: attribute %s of %s in %q", src, a.Key, token.Data, out)
				}
				if (a.Key == "href" || a.Key == "src") && !Safe(a.Val) && a.Val != "#" {
					t.Fatalf("%q: address %q in %q", src, a.Val, out)
				}
				if a.Key == "id" {
					if ids[a.Val] {
						t.Fatalf("%q: id %q twice in %q", src, a.Val, out)
					}
					ids[a.Val] = true
				}
			}
			if token.Data != "br" && token.Data != "hr" && token.Data != "img" {
				open = append(open, token.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Fatalf("%q: </%s> closes %v in %q", src, token.Data, open, out)
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Fatalf("%q: %v are open at the end of %q", src, open, out)
	}
}

// FuzzConvert holds any text to becoming sound HTML in bounded time, with its links
// and faults at places that exist.
func FuzzConvert(f *testing.F) {
	for _, s := range hostile {
		f.Add([]byte(strings.Repeat(s, 5) + "x"))
	}
	for _, s := range unsafe {
		f.Add([]byte("[a](" + s + ") ![b](" + s + ") <" + s + ">"))
	}
	f.Add(post)
	f.Add([]byte("> <a href='/x' src = /y>b</a>\n>\n> <!-- < --><p poster=\"/z"))
	f.Add([]byte("a[^1] ![b[^1]](c) [d[^1]](e)\n\n[^1]: f [g](#h)\n\n# h\n\n| [[a\\|b]] | c |\n|:-|-:|\n| \"d' | `e\\|f` |\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		start := time.Now()
		parts, pieces := Convert(src, Options{})
		again, pieces2 := Convert(src, Options{})
		trusted, raw := Convert(src, Options{RawHTML: true})
		if _, err := raw.Fill(nil, Holes{Targets: make([]Target, len(trusted.Links))}); err != nil {
			t.Fatalf("%q as HTML: %v", src, err)
		}
		if !bytes.Equal(pieces, pieces2) || parts.Summary != again.Summary {
			t.Fatalf("%q is converted in two ways", src)
		}
		lines := int32(1 + bytes.Count(src, []byte("\n")))
		h := Holes{Names: []Name{{"x", "/x/"}, {"a b", "/y/"}, {"\"", "/z/"}}}
		for _, l := range parts.Links {
			if l.Line < 1 || l.Line > lines || l.Column < 1 {
				t.Fatalf("%q: link %v", src, l)
			}
			h.Targets = append(h.Targets, Target{URL: l.Dest, Width: 2, Height: 3})
		}
		for _, fault := range parts.Faults {
			if fault.Line > lines || fault.Rule == tooDeep && strings.Contains(fault.Text, "cannot be converted:") {
				t.Fatalf("%q: %v", src, fault)
			}
		}
		if strings.ContainsAny(parts.Summary, "\n\r\t") || !utf8.ValidString(parts.Summary) {
			t.Fatalf("%q: summary %q", src, parts.Summary)
		}
		for _, id := range parts.Anchors {
			for _, c := range id {
				if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == ':') {
					t.Fatalf("%q: anchor %q", src, id)
				}
			}
		}
		for _, names := range [][]Name{nil, h.Names} {
			h.Names = names
			out, err := pieces.Fill(nil, h)
			if err != nil {
				t.Fatalf("%q: %v", src, err)
			}
			sound(t, src, out)
		}
		if d := time.Since(start); d > 20*time.Second {
			t.Fatalf("%d bytes took %v", len(src), d)
		}
	})
}

// FuzzFill holds Fill to an error, never a panic, for whatever is not pieces.
func FuzzFill(f *testing.F) {
	_, pieces := Convert([]byte("[a](x) ![b](y) *c* Cam Akers [^1] \"q\"\n\n[^1]: d [[e]]"), Options{})
	f.Add([]byte(pieces), "Cam Akers", "/x/")
	f.Add([]byte(pieces[4:]), "a", "javascript:x")
	f.Fuzz(func(t *testing.T, b []byte, name, url string) {
		for _, p := range []Pieces{b, append([]byte(header), b...)} {
			h := Holes{Targets: []Target{{URL: url}, {URL: "/a", Width: 1, Height: 1}, {URL: "#b"}}, Names: []Name{{name, url}, {"a b", "/z/"}}, Page: url}
			out, err := p.Fill(nil, h)
			if err != nil && len(out) > 0 {
				t.Fatalf("an error, and %q", out)
			}
		}
	})
}

// FuzzNames holds linking to adding nothing but links: without them the text is the same.
func FuzzNames(f *testing.F) {
	f.Add("Cam Akers’ day with C. J. Mosley &amp; co", "Cam Akers", "C.J. Mosley")
	f.Fuzz(func(t *testing.T, text, a, b string) {
		if !utf8.ValidString(text) || strings.ContainsAny(text, "<>") {
			return
		}
		fl := filler{Holes: Holes{Names: []Name{{a, "/1/"}, {b, "/2/"}}}}
		fl.compile()
		out := string(fl.prose(nil, []byte(text)))
		plain := strings.NewReplacer(`<a href="/1/">`, "", `<a href="/2/">`, "", "</a>", "").Replace(out)
		if plain != text {
			t.Errorf("%q with %q and %q became %q", text, a, b, out)
		}
		if n := strings.Count(out, "<a "); n > 2 || n != strings.Count(out, "</a>") {
			t.Errorf("%q has %d links", out, n)
		}
	})
}
