package render

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// What writers put into a body as HTML leads in a feed where it leads on the page.
func TestHTMLOfWritersIsAbsoluteInFeeds(t *testing.T) {
	const page = "https://example.org/news/2026/01/a/"
	for _, c := range []struct{ in, want string }{
		{`<a href="/x?a=1&amp;b=2">x</a>`, `<a href="https://example.org/x?a=1&amp;b=2">x</a>`},
		{`<A HREF=x.html>x</A>`, `<a href="https://example.org/news/2026/01/a/x.html">x</A>`},
		{`<a href="../">x</a>`, `<a href="https://example.org/news/2026/01/">x</a>`},
		{`<a href="#n">x</a>`, `<a href="https://example.org/news/2026/01/a/#n">x</a>`},
		{`<a href="?q=1">x</a>`, `<a href="https://example.org/news/2026/01/a/?q=1">x</a>`},
		{`<a href="">x</a>`, `<a href="https://example.org/news/2026/01/a/">x</a>`},
		{"<a href=' /a\nb '>x</a>", `<a href="https://example.org/ab">x</a>`},
		{`<a href="//other.example/">x</a>`, `<a href="https://other.example/">x</a>`},
		{`<a href="%zz">x</a>`, `<a href="https://example.org/news/2026/01/a/">x</a>`},
		{`<a HREF='https://other.example/' data-src="/x" title="/x">x</a>`, `<a HREF='https://other.example/' data-src="/x" title="/x">x</a>`},
		{`<a href="mailto:a@example.org">x</a>`, `<a href="mailto:a@example.org">x</a>`},
		{`<img src="/a.png" alt='"' srcset="/a.png, b.png 2x,https://o.example/c,d.png 3x">`, `<img src="https://example.org/a.png" alt="&#34;" srcset="https://example.org/a.png, https://example.org/news/2026/01/a/b.png 2x, https://o.example/c,d.png 3x">`},
		{`<source srcset="/a.png 100w,/b.png 200w"/>`, `<source srcset="https://example.org/a.png 100w, https://example.org/b.png 200w"/>`},
		{`<video poster="/p.png"><track src="t.vtt"></video>`, `<video poster="https://example.org/p.png"><track src="https://example.org/news/2026/01/a/t.vtt"></video>`},
		{`<object data="/o"></object><p data="/o">`, `<object data="https://example.org/o"></object><p data="/o">`},
		{`<q cite="/c">a < b & c</q><!-- <a href="/x"> --><script>"<a href='/x'>"</script>`, `<q cite="https://example.org/c">a < b & c</q><!----><script>"<a href='/x'>"</script>`},
		{`<<!-- x -->a href="/x"><![CDATA[x]]>`, `<<!---->a href="/x"><![CDATA[x]]>`},
		{`<noscript><img src="/a.png"><a href=x>x</a></noscript><b>x</b>`, `<noscript><img src="https://example.org/a.png"><a href="https://example.org/news/2026/01/a/x">x</a></noscript><b>x</b>`},
		{`<noscript><noscript><a href="/x">`, `<noscript><noscript><a href="https://example.org/x">`},
		{`<noscript></noscript>/a.png <textarea><a href="/x"></textarea>`, `<noscript></noscript>/a.png <textarea><a href="/x"></textarea>`},
		{`<p style="background: url(/a.png) , URL( '../b.png' )">url(/x)</p>`, `<p style="background: url(https://example.org/a.png) , URL( &#39;https://example.org/news/2026/01/b.png&#39; )">url(/x)</p>`},
		{`<p style="color: red; background: url('https://o.example/a.png')">`, `<p style="color: red; background: url('https://o.example/a.png')">`},
		{`<style>@import "/a.css"; p { background: url("b.png") } i { content: "/x" }</style>`, `<style>@import "https://example.org/a.css"; p { background: url("https://example.org/news/2026/01/a/b.png") } i { content: "/x" }</style>`},
		{`<style>p { background: url(data:image/gif;base64,R0lG) } q { background: url() }</style>`, `<style>p { background: url(data:image/gif;base64,R0lG) } q { background: url() }</style>`},
		{`<iframe srcdoc="<a href='/x?a&amp;amp;b'>x</a>" src="/i"></iframe>`, `<iframe srcdoc="&lt;a href=&#34;https://example.org/x?a&amp;amp;b&#34;&gt;x&lt;/a&gt;" src="https://example.org/i"></iframe>`},
		{`<a href="/x`, `<a href="/x`}, // no tag
	} {
		var b bytes.Buffer
		absolute(&b, []byte(c.in), page)
		if got := b.String(); got != c.want {
			t.Errorf("%s\nis\n%s\nwant\n%s", c.in, got, c.want)
		}
	}
}

// A document that lies in a frame of a document in a frame, and so on, ends.
func TestDocumentsWithinDocumentsAreAbsoluteOrLeftOut(t *testing.T) {
	deep := "<a href=/x>"
	for range 300 {
		deep = "<iframe srcdoc=" + strings.ReplaceAll(html.EscapeString(deep), " ", "&#32;") + ">"
	}
	var b bytes.Buffer
	absolute(&b, []byte(deep), "https://example.org/a/")
	depth := 0
	for inner := b.String(); inner != ""; depth++ {
		z := html.NewTokenizer(strings.NewReader(inner))
		z.Next()
		tag := z.Token()
		if tag.Data != "iframe" || len(tag.Attr) != 1 {
			t.Fatalf("at depth %d there is %s", depth, tag)
		}
		inner = tag.Attr[0].Val
	}
	if depth != maxSrcdoc+1 {
		t.Errorf("%d documents are left, want %d", depth, maxSrcdoc+1)
	}
}

// FuzzAbsolute holds whatever writers put into a body to lead somewhere by itself
// afterwards, and to stay as it then is.
func FuzzAbsolute(f *testing.F) {
	for _, seed := range []string{
		`<a href="/x?a=1&amp;b=2">x</a>`, `<img srcset="/a.png, b.png 2x,https://o.example/c,d.png 3x" src=a>`, `<a ping="/a b" href='%zz'>`,
		"<noscript><a href=/x></noscript><style>@import '/a'; p{background:url(b)}</style>", `<iframe srcdoc="<p style='background:url(&amp;quot;/x&amp;quot;)'>">`,
		"<svg><use xlink:href=#a /></svg><!-- <a href=/x> -->", `<a href="/x`, "<script>'<a href=/x>'</script>", "<textarea><a href=/x>", `<a href=" java&#9;script:x">`, "<source srcset=',,/a 1x,, b'>",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		var once, twice bytes.Buffer
		absolute(&once, []byte(src), "https://example.org/news/2026/01/a/")
		absolute(&twice, once.Bytes(), "https://other.example/")
		if once.String() != twice.String() {
			t.Errorf("%q becomes %q, and then %q", src, once.String(), twice.String())
		}
	})
}
