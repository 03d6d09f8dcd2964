package markdown

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// page converts a body and fills each hole with what it was written as.
func page(t testing.TB, src string, opt Options, names ...Name) (string, Parts) {
	t.Helper()
	parts, pieces := Convert([]byte(src), opt)
	h := Holes{Names: names}
	for _, l := range parts.Links {
		url := l.Dest
		if l.Kind == Wiki {
			url = "/wiki/" + strings.ReplaceAll(l.Dest, " ", "-") + "/"
		}
		h.Targets = append(h.Targets, Target{URL: url})
	}
	out, err := pieces.Fill(nil, h)
	if err != nil {
		t.Fatal(err)
	}
	abroad := func(l Link) bool { return l.Kind == Plain && Elsewhere(l.Dest) }
	if !slices.ContainsFunc(parts.Links, func(l Link) bool { return !abroad(l) }) {
		h.Targets = nil // which a body knows by itself
		alone, err := pieces.Fill(nil, h)
		if d := cmp.Diff(string(out), string(alone)); err != nil || d != "" {
			t.Errorf("%q without targets: %v %s", src, err, d)
		}
	}
	return string(out), parts
}

func TestConstructs(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"emphasis", "*a* **b** ***c*** ~~d~~", "<p><em>a</em> <strong>b</strong> <em><strong>c</strong></em> <del>d</del></p>\n"},
		{"line breaks", "a  \nb\\\nc\nd", "<p>a<br>\nb<br>\nc\nd</p>\n"},
		{"code", "`a <b> \"c\" --`", "<p><code>a &lt;b&gt; \"c\" --</code></p>\n"},
		{"fence", "```go\na <b>\n```", "<pre><code class=\"language-go\">a &lt;b&gt;\n</code></pre>\n"},
		{"indented code", "    a \"b\"\n", "<pre><code>a \"b\"\n</code></pre>\n"},
		{"a fence's info breaks out", "```\"><script>alert(1)</script>\na\n```", "<pre><code class=\"language-&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\">a\n</code></pre>\n"},
		{"quotation", "> a\n> b", "<blockquote>\n<p>a\nb</p>\n</blockquote>\n"},
		{"tight list", "- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"},
		{"loose list", "3. a\n\n4. b", "<ol start=\"3\">\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>\n"},
		{"list in a list", "- a\n  - b", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n"},
		{"rule", "a\n\n* * *", "<p>a</p>\n<hr>\n"},
		{"link", `[a *b*](/x?a=1&b=2 "t \" & <")`, "<p><a href=\"/x?a=1&amp;b=2\" title=\"t &#34; &amp; &lt;\">a <em>b</em></a></p>\n"},
		{"reference", "[a][B] [b]\n\n[b]: /x", "<p><a href=\"/x\">a</a> <a href=\"/x\">b</a></p>\n"},
		{"address", "<https://x.y/?a&b> <me@x.y>", "<p><a href=\"https://x.y/?a&amp;b\">https://x.y/?a&amp;b</a> <a href=\"mailto:me@x.y\">me@x.y</a></p>\n"},
		{"wiki", "[[Cam Akers]] and [[Cam Akers|*his* team's]]", "<p><a href=\"/wiki/Cam-Akers/\">Cam Akers</a> and <a href=\"/wiki/Cam-Akers/\">*his* team’s</a></p>\n"},
		{"no wiki", "[[]] [[ ]] [[a]b]] \\[[a]] [[\n]] [[a\n[b]] [[a\n\nb]] [[a\n> b]]", "<p>[[]] [[ ]] [[a]b]] [[a]] [[\n]] [[a\n[b]] [[a</p>\n<p>b]] [[a</p>\n<blockquote>\n<p>b]]</p>\n</blockquote>\n"},
		{"wiki on two lines", "> - [[Cam\n>   Akers]], [[Cam Akers |\n>   the\n>   man]] [[Cam\n>   Akers|he]]", "<blockquote>\n<ul>\n<li><a href=\"/wiki/Cam-Akers/\">Cam\nAkers</a>, <a href=\"/wiki/Cam-Akers/\">the\nman</a> <a href=\"/wiki/Cam-Akers/\">he</a></li>\n</ul>\n</blockquote>\n"},
		{"wiki in a link", "[a [[B]] c](/x)", "<p><a href=\"/x\">a B c</a></p>\n"},
		{"an address in a link", "[a <https://x.y> c](/x)", "<p><a href=\"/x\">a https://x.y c</a></p>\n"},
		{"image in a line", "a ![b *c*](d.png \"e\")", "<p>a <img src=\"d.png\" alt=\"b c\" title=\"e\"></p>\n"},
		{"figure", "![b](d.png)", "<figure><img src=\"d.png\" alt=\"b\"></figure>\n"},
		{"figure with caption", `![b](d.png "A 'c' & <d>")`, "<figure><img src=\"d.png\" alt=\"b\"><figcaption>A ‘c’ &amp; &lt;d&gt;</figcaption></figure>\n"},
		{"figure with a link", "[![b](d.png \"c\")](/x)", "<figure><a href=\"/x\"><img src=\"d.png\" alt=\"b\"></a><figcaption>c</figcaption></figure>\n"},
		{"two images are no figure", "![b](d.png) ![c](e.png)", "<p><img src=\"d.png\" alt=\"b\"> <img src=\"e.png\" alt=\"c\" loading=\"lazy\" decoding=\"async\"></p>\n"},
		{"table", "a | b | | d\n:-|-:|:-:|-\n1 | 2 | 3 | `a\\|b`", "<div class=\"table\"><table>\n<thead>\n<tr>\n<th scope=\"col\" class=\"left\">a</th>\n<th scope=\"col\" class=\"right\">b</th>\n<td class=\"center\"></td>\n<th scope=\"col\">d</th>\n</tr>\n</thead>\n" +
			"<tbody>\n<tr>\n<td class=\"left\">1</td>\n<td class=\"right\">2</td>\n<td class=\"center\">3</td>\n<td><code>a|b</code></td>\n</tr>\n</tbody>\n</table></div>\n"},
		{"table without rows", "a | b\n-|-", "<div class=\"table\"><table>\n<thead>\n<tr>\n<th scope=\"col\">a</th>\n<th scope=\"col\">b</th>\n</tr>\n</thead>\n</table></div>\n"},
		{"wiki in a table", "a|b\n-|-\n1|[[X y\\|z]]", "<div class=\"table\"><table>\n<thead>\n<tr>\n<th scope=\"col\">a</th>\n<th scope=\"col\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td><a href=\"/wiki/X-y/\">z</a></td>\n</tr>\n</tbody>\n</table></div>\n"},
		{"headings", "# A *b*\n\n## A b\n\nTitle\n===\n\n###### *x*", "<h2 id=\"a-b\">A <em>b</em></h2>\n<h2 id=\"a-b-2\">A b</h2>\n<h2 id=\"title\">Title</h2>\n<h6 id=\"x\"><em>x</em></h6>\n"},
		{"footnote", "a[^n] b[^n]\n\n[^n]: c\n", "<p>a<sup id=\"fnref:1\"><a href=\"#fn:1\" class=\"footnote-ref\" role=\"doc-noteref\">1</a></sup> b<sup id=\"fnref:1:2\"><a href=\"#fn:1\" class=\"footnote-ref\" role=\"doc-noteref\">1</a></sup></p>\n" +
			"<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n<li id=\"fn:1\">\n<p>c <a href=\"#fnref:1\" class=\"footnote-backref\" role=\"doc-backlink\">↩\ufe0e</a> <a href=\"#fnref:1:2\" class=\"footnote-backref\" role=\"doc-backlink\">↩\ufe0e<sup>2</sup></a></p>\n</li>\n</ol>\n</div>\n"},
		{"a note in a link", "[a[^1]](/x)\n\n[^1]: b", "<p><a href=\"/x\">a<sup id=\"fnref:1\">1</sup></a></p>\n<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n<li id=\"fn:1\">\n<p>b <a href=\"#fnref:1\" class=\"footnote-backref\" role=\"doc-backlink\">↩\ufe0e</a></p>\n</li>\n</ol>\n</div>\n"},
		{"no attributes", "# a {#b onclick=x}\n\n[a](b){onclick=x}", "<h2 id=\"a-b-onclick-x\">a {#b onclick=x}</h2>\n<p><a href=\"b\">a</a>{onclick=x}</p>\n"},
		{"entities", "&copy; &amp; &lt; &#65; &#0; &nosuch; &#x110000; AT&T", "<p>© &amp; &lt; A \ufffd &amp;nosuch; \ufffd AT&amp;T</p>\n"},
		{"escapes", `\*a\* \"b\" \-\- \<b>`, "<p>*a* \"b\" -- &lt;b&gt;</p>\n"},
		{"control characters", "a\x00b\x01c&#1;\x85", "<p>a\ufffdb\ufffdc\ufffd\ufffd</p>\n"},
		{"not UTF-8", "a\xffb", "<p>a\ufffdb</p>\n"},
		{"CR LF", "a\r\nb\r\n\r\n- c\r\n", "<p>a\nb</p>\n<ul>\n<li>c</li>\n</ul>\n"},
		{"decomposed", "Donc\u030cic\u0301", "<p>Dončić</p>\n"},
		{"nothing", " \n\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, _ := page(t, tt.src, Options{})
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestTypography(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{`He said "no" and left.`, `He said “no” and left.`},
		{`"*Never*," he said, "('I won't')."`, `“<em>Never</em>,” he said, “(‘I won’t’).”`},
		{`D'Andre Swift, Ja'Marr Chase, Le'Veon Bell, O'Brien`, `D’Andre Swift, Ja’Marr Chase, Le’Veon Bell, O’Brien`},
		{`'Melo scored, and the Knicks' bench stood`, `’Melo scored, and the Knicks’ bench stood`},
		{`D’Andre stays, DʼAndre too`, `D’Andre stays, DʼAndre too`},
		{`Adam "Pacman" Jones`, `Adam “Pacman” Jones`},
		{`the '90s, '22 and rock 'n' roll`, `the ’90s, ’22 and rock ’n’ roll`},
		{`"'Tis," she said, "'quoted' twice"`, `“’Tis,” she said, “‘quoted’ twice”`},
		{`Akers' and the Rams' line`, `Akers’ and the Rams’ line`},
		{`'Cam Akers' in a list, with the Rams' line behind`, `‘Cam Akers’ in a list, with the Rams’ line behind`},
		{`'Los Angeles Rams' wins`, `‘Los Angeles Rams’ wins`},
		{`'Niners' line and 'Ewa, where the Rams' line stood`, `’Niners’ line and ’Ewa, where the Rams’ line stood`},
		{`He is 6'2" and ran "4.4"`, `He is 6′2″ and ran “4.4”`},
		{`wait... and -- or --- and ---- or ..`, `wait… and – or — and ---- or ..`},
		{`use --drafts here`, `use --drafts here`},
		{`2020--2022`, `2020–2022`},
		{`("quoted") ["x"] a/"b"`, `(“quoted”) [“x”] a/“b”`},
		{`a " b ' c`, `a " b ’ c`},
		{`"one" "two"`, `“one” “two”`},
		{`"**bold**" **"bold"**`, `“<strong>bold</strong>” <strong>“bold”</strong>`},
		{`"[link](/x)"`, `“<a href="/x">link</a>”`},
		{"\"a\nb\"", "“a\nb”"},
		{`the "rookie's 'first' year"`, `the “rookie’s ‘first’ year”`},
		{"`\"code\"` \"`x`\"", "<code>\"code\"</code> “<code>x</code>”"},
	} {
		got, _ := page(t, tt.src, Options{})
		if want := "<p>" + tt.want + "</p>\n"; got != want {
			t.Errorf("%s\ngot  %swant %s", tt.src, got, want)
		}
	}
}

func TestRawHTMLIsShownAsTextUnlessAllowed(t *testing.T) {
	for _, tt := range []struct{ src, text, raw string }{
		{"<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n", "<script>alert(1)</script>\n"},
		{"a <img src=x onerror=alert(1)> b", "<p>a &lt;img src=x onerror=alert(1)&gt; b</p>\n", "<p>a <img src=x onerror=alert(1)> b</p>\n"},
		{"<div>\n*a*\n</div>\n\nb", "<p>&lt;div&gt;\n*a*\n&lt;/div&gt;</p>\n<p>b</p>\n", "<div>\n*a*\n</div>\n<p>b</p>\n"},
		{"a <!-- note --> b", "<p>a  b</p>\n", "<p>a <!-- note --> b</p>\n"},
		{"<!-- note\n\nmore -->\n\nb", "<p>b</p>\n", "<!-- note\n\nmore -->\n<p>b</p>\n"},
		{"<!--> a", "<p>a</p>\n", "<!--> a\n"},
		{"<br/>", "<p>&lt;br/&gt;</p>\n", "<br/>\n"},
	} {
		if got, _ := page(t, tt.src, Options{}); got != tt.text {
			t.Errorf("%q: got %q", tt.src, got)
		}
		if got, _ := page(t, tt.src, Options{RawHTML: true}); got != tt.raw {
			t.Errorf("%q raw: got %q", tt.src, got)
		}
	}
	_, parts := page(t, "a\n\n b <b>c</b>\n\n<div>\n\n<!-- x -->\n", Options{})
	want := [][2]int32{{3, 4}, {5, 1}}
	for i, f := range parts.Faults {
		if f.Rule != "raw-html" || i >= len(want) || [2]int32{f.Line, f.Column} != want[i] {
			t.Errorf("fault %v", f)
		}
	}
	if len(parts.Faults) != len(want) {
		t.Errorf("%d faults", len(parts.Faults))
	}
}

func TestAddressesOfTrustedHTMLAreHoles(t *testing.T) {
	for _, tt := range []struct {
		src, want string // the body, and its HTML where each hole is filled with its number
		links     []Link
	}{
		{`a <a href="/x/">b</a> <img src='/y.png'>`, `<p>a <a href="/0">b</a> <img src='/1'></p>` + "\n", []Link{{Raw, "/x/", "", 1, 12}, {Raw, "/y.png", "", 1, 33}}},
		{"<div>\n<A\n  Data-Href=\"/n\" HREF = /x?a=1&amp;b>\n</div>", "<div>\n<A\n  Data-Href=\"/n\" HREF = /0>\n</div>\n", []Link{{Raw, "/x?a=1&b", "", 3, 25}}},
		{"> é\n>\n> <p>é\n>  <video poster=\"/p.png\" src=\"/v\">", "<blockquote>\n<p>é</p>\n<p>é\n <video poster=\"/0\" src=\"/1\">\n</blockquote>\n", []Link{{Raw, "/p.png", "", 4, 19}, {Raw, "/v", "", 4, 32}}},
		{`<a href="q.md" src="//h/x"> <a href="#x"> <a href="?y"> <a href="javascript:/x"> <a href="/\x">`, `<p><a href="q.md" src="//h/x"> <a href="#x"> <a href="?y"> <a href="javascript:/x"> <a href="/\x"></p>` + "\n", nil},
		{"<script>\n'<a href=\"/x\">'\n</SCRIPT><a href=\"/y\">", "<script>\n'<a href=\"/x\">'\n</SCRIPT><a href=\"/0\">\n", []Link{{Raw, "/y", "", 3, 19}}},
		{"<!-- <a href=\"/x\"> --><a href=\"/y\">", "<!-- <a href=\"/x\"> --><a href=\"/0\">\n", []Link{{Raw, "/y", "", 1, 32}}},
		{`<img srcset="/a.png, b.png 2x,/c,d.png 3x" src=/e>`, `<img srcset="/0, b.png 2x,/1 3x" src=/2>` + "\n", []Link{{Raw, "/a.png", "", 1, 14}, {Raw, "/c,d.png", "", 1, 31}, {Raw, "/e", "", 1, 48}}},
		{`<source srcset=" , /a 1x , ,/b,">`, `<source srcset=" , /0 1x , ,/1,">` + "\n", []Link{{Raw, "/a", "", 1, 20}, {Raw, "/b", "", 1, 29}}},
		{"<source srcset=,/a,>", "<source srcset=,/0,>\n", []Link{{Raw, "/a", "", 1, 17}}},
		{"<div href=\"/x", "<div href=\"/0\n", []Link{{Raw, "/x", "", 1, 12}}},
		{"<div =\"/x\" href><b src= /y", "<div =\"/x\" href><b src= /0\n", []Link{{Raw, "/y", "", 1, 25}}},
	} {
		parts, pieces := Convert([]byte(tt.src), Options{RawHTML: true})
		targets := make([]Target, len(parts.Links))
		for i := range targets {
			targets[i].URL = "/" + strconv.Itoa(i)
		}
		got, err := pieces.Fill(nil, Holes{Targets: targets})
		if d := cmp.Diff(tt.want, string(got)); err != nil || d != "" {
			t.Errorf("%q: %v %s", tt.src, err, d)
		}
		if d := cmp.Diff(tt.links, parts.Links); d != "" {
			t.Errorf("%q: %s", tt.src, d)
		}
	}
}

func TestNoNameIsLinkedWithinALinkOfTrustedHTML(t *testing.T) {
	_, pieces := Convert([]byte("a <a href=\"#x\">Cam Akers</a> b Cam Akers\n\n<A name=y>Cam\n\n<b>Cam Akers"), Options{RawHTML: true})
	got, err := pieces.Fill(nil, Holes{Names: []Name{{"Cam Akers", "/c/"}}})
	want := "<p>a <a href=\"#x\">Cam Akers</a> b <a href=\"/c/\">Cam Akers</a></p>\n<p><A name=y>Cam</p>\n<p><b>Cam Akers</p>\n"
	if err != nil || string(got) != want {
		t.Errorf("%v %s", err, got)
	}
}

func TestLinksAreListedAtTheirPlaces(t *testing.T) {
	src := "[a](x.md) é ![b](i.png)\n\n> - q [c][r]\n>   \"é\" <https://h/>\n\n| t |\n|---|\n| [[W]] |\n\n## H [d](#h)[^1]\n\n[![e](j.png)](/k)\n\n[^1]: n [f](n.md)\n\n[r]: <y.md>\n"
	_, parts := page(t, src, Options{})
	want := []Link{
		{Plain, "x.md", "", 1, 1},
		{Image, "i.png", "b", 1, 13},
		{Plain, "y.md", "", 3, 7},
		{Plain, "https://h/", "", 4, 9},
		{Wiki, "W", "", 8, 3},
		{Plain, "#h", "", 10, 6},
		{Plain, "/k", "", 12, 1},
		{Image, "j.png", "e", 12, 2},
		{Plain, "n.md", "", 14, 9},
	}
	if d := cmp.Diff(want, parts.Links); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"h-d", "fnref:1", "fn:1"}, parts.Anchors); d != "" {
		t.Error(d)
	}
	if len(parts.Faults) > 0 {
		t.Error(parts.Faults)
	}
}

func TestDestinationsAreResolved(t *testing.T) {
	for src, want := range map[string]string{
		`[a](<x y.md>)`: "x y.md", `[a](x\)y)`: "x)y", `[a](x&amp;y)`: "x&y", `[a](&#x2e;./x)`: "../x", `[a](x%20y)`: "x%20y", `[a](player:cam-akers)`: "player:cam-akers",
		`[[D\'Andre]]`: "D'Andre", "[[ Cam Akers | x ]]": "Cam Akers", "[[Donc\u030cic\u0301]]": "Dončić", `[a]()`: "",
	} {
		if _, parts := page(t, src, Options{}); len(parts.Links) != 1 || parts.Links[0].Dest != want {
			t.Errorf("%s: got %v", src, parts.Links)
		}
	}
}

func TestSummaryIsTheFirstParagraph(t *testing.T) {
	for src, want := range map[string]string{
		"# Title\n\nThe *first* [paragraph](x),\nwith \"quotes\" & `code`[^1].\n\nThe second.\n\n[^1]: x": "The first paragraph, with “quotes” & code.",
		"![a](b.png \"c\")\n\nWords.": "Words.",
		"- a\n- b\n":                  "a",
		"> Quoted.\n\nSaid.":          "Said.",
		"> - deep\n":                  "deep",
		"| a |\n|---|\n":              "",
		"":                            "",
		"a  \nb <b>c</b> &lt;d&gt; [[X|y]] <https://z>": "a b c <d> y https://z",
		"text ![alt](i.png) more":                       "text more",
		strings.Repeat("word ", 400):                    strings.Repeat("word ", 199) + "word…",
	} {
		if _, parts := page(t, src, Options{}); parts.Summary != want {
			t.Errorf("%.40q: got %q", src, parts.Summary)
		}
	}
}

func TestAnchorsAreASCIIAndUnique(t *testing.T) {
	src := "# Köln & Łódź\n# Köln & Łódź\n# köln lodz\n# 2022\n# !?\n# !!\n# section\n# a\n# a\n# a-2\n# a\n# Akers' day\n# C.J. Mosley\n# Main\n# " + strings.Repeat("long ", 40) + "\n"
	_, parts := page(t, src, Options{})
	want := []string{"koln-lodz", "koln-lodz-2", "koln-lodz-3", "2022", "section", "section-2", "section-3", "a", "a-2", "a-2-2", "a-3", "akers-day", "cj-mosley", "main-2"}
	if got := parts.Anchors[:len(parts.Anchors)-1]; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if last := parts.Anchors[len(parts.Anchors)-1]; len(last) > maxID {
		t.Errorf("%q is too long", last)
	}
}

// unsafe are destinations that no page may lead to, in disguises that browsers have
// fallen for.
var unsafe = []string{
	"javascript:alert(1)", "JaVaScRiPt:alert(1)", "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)", "&#0000106;avascript:alert(1)", "javascript&colon;alert(1)", "javascript&#58;alert(1)",
	`javascript\:alert(1)`, "java&Tab;script:alert(1)", "java&NewLine;script:alert(1)", "java&#10;script:alert(1)", "&#1;javascript:alert(1)", "\x01javascript:alert(1)", "\x1fjavascript:alert(1)",
	"\u0000javascript:alert(1)", "javascript\u0000:alert(1)", "<java\tscript:alert(1)>", "< javascript:alert(1)>", "<\tjavascript:alert(1)>", "&nbsp;javascript:alert(1)", "\u00adjavascript:alert(1)", "\u202ejavascript:alert(1)",
	"data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4=", "data:image/svg+xml,<svg/onload=alert(1)>", "data:image/png;base64,AAAA", "DATA:x", "vbscript:msgbox(1)", "blob:https://x/y",
	"view-source:x", "file:///etc/passwd", "filesystem:http://x", "about:blank", "ftp://x/y", "ws://x", "intent:x", "x-y+z.1:w", "C:/x", "1:2", "livescript:x", "feed:javascript:x", "jar:x", "tel:1",
	"//evil.example", "/\\evil.example", "\\\\evil.example", "\\\\\\\\evil", "<//evil.example>", "https:evil.example", "https:/evil", "http:///evil.example", "https:", "&#47;&#47;evil.example", "/&bsol;evil",
}

func TestUnsafeDestinationsAreFaultsAtTheirPlaces(t *testing.T) {
	for _, dest := range unsafe {
		for _, form := range []string{"é [text](DEST)", "é ![text](DEST)", "é [text][r]\n\n[r]: DEST", "é [text](DEST \"title\")"} {
			src := strings.ReplaceAll(form, "DEST", dest)
			got, parts := page(t, src, Options{})
			low := strings.ToLower(got)
			if strings.Contains(low, "href") || strings.Contains(low, "src=") {
				t.Errorf("%q became %q", src, got)
			}
			if len(parts.Links) > 0 {
				t.Errorf("%q has links %v", src, parts.Links)
			}
			// Some are no link at all by the rules of Markdown, and stand as text.
			if len(parts.Faults) > 1 || len(parts.Faults) == 1 && (parts.Faults[0].Rule != "unsafe-link" || parts.Faults[0].Line != 1 || parts.Faults[0].Column != 3) {
				t.Errorf("%q: %v", src, parts.Faults)
			}
			if len(parts.Faults) == 0 && !strings.Contains(got, "](") && !strings.Contains(got, "][") {
				t.Errorf("%q has no fault: %q", src, got)
			}
		}
	}
	for _, src := range []string{"<javascript:alert(1)>", "<JAVASCRIPT:alert(1)>", "<data:text/html,x>", "<vbscript:x>", "<x-y:z>"} {
		got, parts := page(t, src, Options{})
		if strings.Contains(got, "<a") || len(parts.Faults) != 1 || parts.Faults[0].Column != 1 {
			t.Errorf("%q became %q, %v", src, got, parts.Faults)
		}
	}
}

func TestSafeDestinationsAreNoFaults(t *testing.T) {
	for _, dest := range []string{
		"https://x.example/a?b=c:d#e", "HTTPS://X.example", "http://[::1]:8080/x", "mailto:a@b.example", "../10/away.md", "x.md", "/a/b/", "#a", "?a=b", "./a:b", "a/b:c", "?x=javascript:y", "#javascript:x", "player:cam-akers", "team:rams", "source:x", "post:x/y", "a%3Ab", "ü.md",
	} {
		if _, parts := page(t, "[a]("+dest+")", Options{}); len(parts.Faults) > 0 || len(parts.Links) != 1 || parts.Links[0].Dest != dest {
			t.Errorf("%s: %v %v", dest, parts.Faults, parts.Links)
		}
	}
}
