package importer

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/strikethrough"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// foreign are the elements that Markdown has no way to write. They are kept as HTML
// where the site allows that, and else become links to what they show, or words.
var foreign = []string{"iframe", "video", "audio", "object", "embed", "details"}

// An htmlReader turns HTML into Markdown.
type htmlReader struct {
	raw  bool // the site passes HTML through
	conv *converter.Converter
}

func newHTMLReader(raw bool) *htmlReader {
	conv := converter.NewConverter(converter.WithPlugins(
		base.NewBasePlugin(),
		commonmark.NewCommonmarkPlugin(commonmark.WithListEndComment(false)),
		strikethrough.NewStrikethroughPlugin(),
		table.NewTablePlugin(table.WithHeaderPromotion(true), table.WithCellPaddingBehavior(table.CellPaddingBehaviorMinimal),
			table.WithNewlineBehavior(table.NewlineBehaviorPreserve), table.WithPresentationTables(true)),
	))
	if raw {
		for _, name := range foreign {
			conv.Register.RendererFor(name, converter.TagTypeBlock, base.RenderAsHTML, converter.PriorityEarly)
		}
	}
	return &htmlReader{raw, conv}
}

// markdown returns src as Markdown, and what is lost on the way. In what a classic
// editor wrote, an empty line ends a paragraph and the end of a line is a break; in
// other HTML only where it stands in no element.
func (h *htmlReader) markdown(src string, classic bool) (text string, lost []string, err error) {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(src), body)
	if err != nil {
		return "", nil, err
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	paragraphs(body, classic)
	h.prepare(body, &lost, false)
	out, err := h.conv.ConvertNode(body)
	if err != nil {
		return "", nil, err
	}
	lines := strings.Split(string(out), "\n")
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			lines[i] = ""
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n")), lost, nil
}

var (
	htmlBlock = regexp.MustCompile(`^ {0,3}<(?:address|article|aside|blockquote|center|div|dl|figure|footer|h[1-6]|header|hr|iframe|img|ol|p|picture|section|table|ul|video|audio)(?:\s[^>]*)?/?>`)
	htmlClose = regexp.MustCompile(`^\s*</(?:address|article|aside|center|div|figure|footer|header|p|picture|section)>\s*$`)
	htmlImage = regexp.MustCompile(`(?i)<img\s[^<>]*>`)
	htmlBreak = regexp.MustCompile(`(?i)<br\s*/?>\s*$`)
)

// within returns Markdown with the HTML in it as Markdown, where the site shows HTML as
// text: blocks, pictures, and breaks at the ends of lines. origin becomes, for each line,
// the one that it came from; say is told what is lost, and in which line.
func (h *htmlReader) within(src string, origin *[]int, say func(n int, what string)) string {
	if h.raw || !strings.Contains(src, "<") {
		return src
	}
	type row struct {
		text string
		code bool
	}
	var rows []row
	outside(src, func(_ int, text string, code bool) { rows = append(rows, row{text, code}) })
	var out []string
	put := func(n int, text string) {
		for line := range strings.SplitSeq(text, "\n") {
			out, *origin = append(out, line), append(*origin, n)
		}
	}
	for i := 0; i < len(rows); i++ {
		text := rows[i].text
		switch {
		case rows[i].code || !strings.Contains(text, "<"):
			put(i, text)
			continue
		case htmlClose.MatchString(text): // of what began before an empty line
			put(i, "")
			continue
		case !strings.Contains(text, "markdown=") && htmlBlock.MatchString(text) && (i == 0 || strings.TrimSpace(rows[i-1].text) == ""):
			end := i + 1
			for end < len(rows) && strings.TrimSpace(rows[end].text) != "" {
				text += "\n" + rows[end].text
				end++
			}
			if made, lost, err := h.markdown(text, false); err == nil {
				for _, what := range lost {
					say(i, what)
				}
				put(i, made)
				i = end - 1
				continue
			}
		}
		text = htmlImage.ReplaceAllStringFunc(rows[i].text, func(tag string) string {
			if made, _, err := h.markdown(tag, false); err == nil && made != "" {
				return made
			}
			return tag
		})
		put(i, htmlBreak.ReplaceAllString(text, "  "))
	}
	return strings.Join(out, "\n")
}

// entity is what in plain text would be read as a character's name.
var entity = regexp.MustCompile(`&(#?[0-9A-Za-z]+;)`)

// prepare puts below n what the library makes the right Markdown of: figures become
// pictures with a title, which is how a caption is written here; cells hold one line.
func (h *htmlReader) prepare(n *html.Node, lost *[]string, code bool) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case c.Type == html.CommentNode:
			n.RemoveChild(c)
		case c.Type == html.TextNode:
			if !code {
				c.Data = entity.ReplaceAllString(c.Data, "&amp;$1")
			}
		case c.Type != html.ElementNode:
		default:
			h.element(n, c, lost, code)
		}
		c = next
	}
}

func (h *htmlReader) element(parent, c *html.Node, lost *[]string, code bool) {
	say := func(format string, args ...any) { *lost = append(*lost, fmt.Sprintf(format, args...)) }
	instead := func(list ...*html.Node) {
		for _, n := range list {
			parent.InsertBefore(n, c)
		}
		parent.RemoveChild(c)
	}
	switch c.Data {
	case "script", "style", "noscript", "template", "link", "meta", "title":
		if c.Data == "script" {
			say("a script%s is left out", from(c))
		}
		instead()
	case "input", "button", "select", "textarea":
		say("a form cannot be kept: its <%s> is left out", c.Data)
		instead()
	case "pre", "code":
		h.prepare(c, lost, true)
	case "figure":
		h.prepare(c, lost, code)
		figure(c)
	case "img":
		if src := cmp.Or(attr(c, "src"), attr(c, "data-src")); src == "" || strings.HasPrefix(src, "data:") {
			if lazy := attr(c, "data-src"); lazy != "" {
				setAttr(c, "src", lazy)
				return
			}
			say("a picture without an address is left out")
			instead()
		} else {
			setAttr(c, "src", src)
		}
	case "td", "th":
		h.prepare(c, lost, code)
		oneLine(c)
		if attr(c, "colspan") != "" || attr(c, "rowspan") != "" {
			say("a table has cells that span others; they stand alone")
		}
	case "a":
		h.prepare(c, lost, code)
		if href := strings.TrimSpace(attr(c, "href")); href == "" { // an anchor
			var inside []*html.Node
			for k := c.FirstChild; k != nil; k = c.FirstChild {
				c.RemoveChild(k)
				inside = append(inside, k)
			}
			instead(inside...)
		}
	default:
		if !slices.Contains(foreign, c.Data) {
			h.prepare(c, lost, code)
			return
		}
		if h.raw {
			return
		}
		switch c.Data {
		case "details":
			h.prepare(c, lost, code)
			return
		}
		src := cmp.Or(attr(c, "src"), attr(c, "data"), attr(c, "data-src"))
		for k := range c.Descendants() {
			if src == "" && (k.Data == "source" || k.Data == "embed") {
				src = attr(k, "src")
			}
		}
		if strings.HasPrefix(src, "//") {
			src = "https:" + src
		}
		say("a frame or player (<%s>) becomes a link to %q; markdown.raw_html in site.yaml keeps such", c.Data, src)
		if src == "" {
			instead()
			return
		}
		instead(paragraph(linkNode(watch(src), cmp.Or(strings.TrimSpace(attr(c, "title")), watch(src)))))
	}
}

// paragraphs makes the paragraphs and breaks of a block from its lines; if deep, also
// of the blocks in it.
func paragraphs(n *html.Node, deep bool) {
	var run []*html.Node
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case c.Type == html.CommentNode:
			n.RemoveChild(c)
		case c.Type == html.ElementNode && isBlock(c.Data):
			settleRun(n, run, c)
			run = nil
			if deep && c.Data != "pre" && c.Data != "script" && c.Data != "style" && c.Data != "textarea" {
				paragraphs(c, deep)
			}
		default:
			run = append(run, c)
		}
		c = next
	}
	settleRun(n, run, nil)
}

// isBlock reports whether an element stands for itself, and not in a line.
func isBlock(name string) bool {
	switch name {
	case "table", "thead", "tfoot", "caption", "colgroup", "tbody", "tr", "td", "th", "div", "dl", "dd", "dt", "ul", "ol", "li", "pre", "form",
		"blockquote", "address", "style", "p", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "fieldset", "section", "article", "aside", "header",
		"footer", "nav", "figure", "figcaption", "details", "summary", "iframe", "video", "audio", "script", "textarea":
		return true
	}
	return false
}

var bareAddress = regexp.MustCompile(`^https?://[^\s<>"]+$`)

var emptyLine = regexp.MustCompile(`\n[ \t\r]*\n\s*`)

// settleRun puts what stands in lines below n, up to the block next, into paragraphs.
func settleRun(n *html.Node, run []*html.Node, next *html.Node) {
	groups := [][]*html.Node{nil}
	for _, c := range run {
		n.RemoveChild(c)
		if c.Type != html.TextNode {
			if c.FirstChild != nil && c.Data != "code" {
				breaks(c)
			}
			groups[len(groups)-1] = append(groups[len(groups)-1], c)
			continue
		}
		for i, part := range emptyLine.Split(c.Data, -1) {
			if i > 0 {
				groups = append(groups, nil)
			}
			last := &groups[len(groups)-1]
			for j, line := range strings.Split(part, "\n") {
				if j > 0 && len(*last) > 0 && (*last)[len(*last)-1].Data != "br" {
					*last = append(*last, &html.Node{Type: html.ElementNode, Data: "br", DataAtom: atom.Br})
				}
				if line != "" {
					*last = append(*last, textNode(line))
				}
			}
		}
	}
	holds := false
	switch n.Data {
	case "body", "div", "blockquote", "section", "article", "aside", "header", "footer", "details":
		holds = true
	}
	for _, g := range groups {
		for len(g) > 0 && hollow(g[len(g)-1]) {
			g = g[:len(g)-1]
		}
		for len(g) > 0 && hollow(g[0]) {
			g = g[1:]
		}
		if len(g) == 0 {
			continue
		}
		if at := strings.TrimSpace(g[0].Data); len(g) == 1 && g[0].Type == html.TextNode && bareAddress.MatchString(at) {
			g[0] = linkNode(at, at) // which WordPress shows as what is there
		}
		to, before := n, next
		if holds || len(groups) > 2 && (n.Data == "li" || n.Data == "dd") {
			p := &html.Node{Type: html.ElementNode, Data: "p", DataAtom: atom.P}
			n.InsertBefore(p, next)
			to, before = p, nil
		}
		for _, c := range g {
			to.InsertBefore(c, before)
		}
	}
}

// hollow reports whether a node at the edge of a paragraph shows nothing.
func hollow(n *html.Node) bool {
	return n.Type == html.TextNode && strings.TrimSpace(n.Data) == "" || n.Type == html.ElementNode && n.Data == "br"
}

// breaks puts breaks for the ends of lines below an element that stands in a line.
func breaks(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == html.TextNode && strings.Contains(strings.Trim(c.Data, "\n"), "\n") {
			for j, line := range strings.Split(strings.Trim(c.Data, "\n"), "\n") {
				if j > 0 {
					n.InsertBefore(&html.Node{Type: html.ElementNode, Data: "br", DataAtom: atom.Br}, c)
				}
				n.InsertBefore(textNode(line), c)
			}
			n.RemoveChild(c)
		} else if c.FirstChild != nil && c.Data != "code" {
			breaks(c)
		}
		c = next
	}
}

// figure turns a figure with one picture into that picture, titled with its caption.
func figure(c *html.Node) {
	var images, captions []*html.Node
	for k := range c.Descendants() {
		switch k.Data {
		case "img":
			images = append(images, k)
		case "figcaption":
			captions = append(captions, k)
		}
	}
	if len(images) != 1 || len(captions) != 1 {
		return
	}
	for k := range captions[0].Descendants() {
		if k == images[0] {
			return
		}
	}
	if words := strings.Join(strings.Fields(plain(captions[0])), " "); words != "" {
		setAttr(images[0], "title", words)
	}
	captions[0].Parent.RemoveChild(captions[0])
}

// oneLine leaves of a cell what can stand in a line.
func oneLine(cell *html.Node) {
	for k := cell.FirstChild; k != nil; {
		next := k.NextSibling
		switch k.Data {
		case "p", "div", "ul", "ol", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "figure", "table", "tbody", "tr", "td", "pre", "br", "hr":
			if k.Type != html.ElementNode {
				break
			}
			if k.Data != "br" && k.PrevSibling != nil {
				cell.InsertBefore(textNode(" "), k)
			}
			first := k.FirstChild
			for i := k.FirstChild; i != nil; i = k.FirstChild {
				k.RemoveChild(i)
				cell.InsertBefore(i, k)
			}
			if k.Data == "br" {
				cell.InsertBefore(textNode(" "), k)
			}
			cell.RemoveChild(k)
			if first != nil {
				next = first
			}
		}
		k = next
	}
}

// watch returns the page of a video in place of what other pages embed.
func watch(src string) string {
	if m := regexp.MustCompile(`^https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)`).FindStringSubmatch(src); m != nil {
		return "https://www.youtube.com/watch?v=" + m[1]
	}
	if m := regexp.MustCompile(`^https?://player\.vimeo\.com/video/(\d+)`).FindStringSubmatch(src); m != nil {
		return "https://vimeo.com/" + m[1]
	}
	return src
}

func from(n *html.Node) string {
	if src := attr(n, "src"); src != "" {
		return fmt.Sprintf(" of %q", src)
	}
	return ""
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func setAttr(n *html.Node, key, value string) {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			n.Attr[i].Val = value
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
}

func textNode(text string) *html.Node { return &html.Node{Type: html.TextNode, Data: text} }

func linkNode(href, text string) *html.Node {
	a := &html.Node{Type: html.ElementNode, Data: "a", DataAtom: atom.A, Attr: []html.Attribute{{Key: "href", Val: href}}}
	a.AppendChild(textNode(text))
	return a
}

func paragraph(inside *html.Node) *html.Node {
	p := &html.Node{Type: html.ElementNode, Data: "p", DataAtom: atom.P}
	p.AppendChild(inside)
	return p
}

// plain returns the words below a node.
func plain(n *html.Node) string {
	var b strings.Builder
	for k := range n.Descendants() {
		switch {
		case k.Type == html.TextNode && k.Parent.Data != "script" && k.Parent.Data != "style":
			b.WriteString(k.Data)
		case k.Type == html.ElementNode && (k.Data == "br" || k.Data == "p"):
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// words returns HTML as plain text on one line.
func words(src string) string {
	if !strings.ContainsAny(src, "<&") {
		return legible(src)
	}
	nodes, err := html.ParseFragment(strings.NewReader(src), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		return ""
	}
	top := &html.Node{Type: html.ElementNode, Data: "div"}
	for _, n := range nodes {
		top.AppendChild(n)
	}
	return legible(plain(top))
}
