// Package render turns one planned file into its bytes, and tells by a key when
// those bytes change.
//
// Its one law: a template sees the page's data and the site's, nothing else, so
// that a key made of them, of the templates reached and of the program is
// complete by construction.
package render

import (
	"bytes"
	"fmt"
	"html/template"
	"path"
	"slices"
	"sync"
	"time"

	"pressbox/internal/digest"
	"pressbox/internal/markdown"
	"pressbox/internal/plan"
	"pressbox/internal/problem"
)

// Bodies gives the converted body that a page data's digest names.
type Bodies interface {
	// What is returned may lie in scratch, which is made larger when it has to be.
	Pieces(d digest.Digest, scratch *[]byte) (markdown.Pieces, error)
}

// A Renderer makes files of one plan. It is safe for concurrent use.
type Renderer struct {
	theme   *Theme
	site    *plan.Site // without Static: which of those a template uses is part of its key, the rest must not be seen
	siteSum digest.Digest
	statics map[string]string
	zone    *time.Location // nil when it has no name that this machine knows
	bodies  Bodies

	pages     map[string]*unit  // a template for each kind of page
	frames    map[string]*frame // by name
	units     map[string]*unit  // the card and the parts, by name; their sums hold the site and the program too
	fragments *fragments
	shared    func() (*template.Template, error) // of frames, cards and parts
	looks     sync.Map                           // look -> template.CSS
	pools     *pools
}

// Pools stand apart from their renderer, since the runtime remembers a pool for
// some time: it would hold the renderer, and with it a whole site.
type pools struct {
	buffers sync.Pool // of *bytes.Buffer
	scratch sync.Pool // of *scratch
}

// A scratch is memory for the filling of one body.
type scratch struct {
	html, pieces []byte
	holes        markdown.Holes
}

// A unit is something that is executed by itself, with all that its bytes depend
// on besides data.
type unit struct {
	page  string // its file; empty for frames, cards and parts
	need  plan.Need
	sum   digest.Digest // of the templates, words and hashed static files it reaches
	fault error         // why it cannot be executed
	set   func() (*template.Template, error)
}

// A frame is executed once, with the site as dot.
type frame struct {
	sum  digest.Digest // of all that it depends on
	html func() (template.HTML, error)
}

// For returns a renderer of the files of p. prev, which may be nil, lends what it
// has rendered and still fits. If bodies is a Lender, too, what memory
// shall not hold is kept in its file; else it is rendered again.
func (t *Theme) For(p *plan.Plan, bodies Bodies, prev *Renderer) *Renderer {
	site := *p.Site
	site.Static = nil
	r := &Renderer{
		theme: t, site: &site, siteSum: plan.Hash(&site), statics: p.Site.Static, bodies: bodies,
		pages: map[string]*unit{}, units: map[string]*unit{}, frames: map[string]*frame{}, fragments: newFragments(bodies),
		pools: &pools{
			buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }},
			scratch: sync.Pool{New: func() any { return new(scratch) }},
		},
	}
	if site.Timezone != "" {
		if zone, err := time.LoadLocation(site.Timezone); err == nil {
			r.zone = zone
		}
	}
	funcs := r.functions()
	r.shared = sync.OnceValues(func() (*template.Template, error) { return t.set("", funcs) })
	for _, page := range pages {
		u := r.unit(t.reaches[page])
		u.page, u.need = page, t.reaches[page].need
		u.set = sync.OnceValues(func() (*template.Template, error) {
			set, err := t.set(page, funcs)
			if err == nil {
				fold(set)
			}
			return set, err
		})
		if u.fault == nil && (t.sources[page] == nil || t.sources[base] == nil) {
			missing := page
			if t.sources[page] != nil {
				missing = base
			}
			u.fault = &Failure{problem.New(problem.BrokenTemplate, path.Join(folder, missing), 0, 0, "the template is missing", "copy the default one with: pressbox theme copy "+path.Join(folder, missing))}
		}
		r.pages[page] = u
	}
	for _, name := range t.parts {
		u := r.unit(t.reaches[name])
		u.sum = chain(u.sum, t.program, r.siteSum)
		u.set = r.shared
		r.units[name] = u
	}
	if prev != nil {
		r.fragments = prev.fragments // each says by its key what it was made from
		r.pools = prev.pools
	}
	for _, name := range t.frames {
		u := r.unit(t.reaches[name])
		f := &frame{sum: chain(u.sum, t.program, r.siteSum)}
		if prev != nil && prev.frames[name] != nil && prev.frames[name].sum == f.sum {
			f = prev.frames[name]
		} else {
			f.html = sync.OnceValues(func() (template.HTML, error) { return r.executeFrame(name, u) })
		}
		r.frames[name] = f
	}
	return r
}

// unit makes a unit of what a template reaches.
func (r *Renderer) unit(reached reach) *unit {
	u := &unit{}
	sum := r.theme.words.digest
	for _, s := range reached.files {
		sum = chain(sum, digest.Of([]byte(s.name)), s.digest)
	}
	for _, st := range reached.statics {
		url, ok := r.statics[st.name]
		if !ok && u.fault == nil {
			u.fault = r.noStatic(st)
		}
		sum = chain(sum, digest.Of([]byte(st.name)), digest.Of([]byte(url)))
	}
	if reached.broken != nil {
		u.fault = reached.broken
	}
	u.sum = sum
	return u
}

func (r *Renderer) noStatic(st static) *Failure {
	names := make([]string, 0, len(r.statics))
	for name := range r.statics {
		names = append(names, name)
	}
	line, column := st.by.place(st.node)
	return &Failure{problem.New(problem.BrokenTemplate, st.by.file(), line, column, fmt.Sprintf("no static file %q", st.name), didYouMeanOr(st.name, names, "put it below static/"))}
}

// Check returns what is wrong with the templates in the light of the plan: static
// files that are not there, frames that fail. It makes no page.
func (r *Renderer) Check() problem.List {
	var problems problem.List
	for _, page := range pages {
		for _, st := range r.theme.reaches[page].statics {
			if _, ok := r.statics[st.name]; !ok {
				problems = append(problems, r.noStatic(st).Problem)
			}
		}
	}
	for _, frame := range r.frames {
		if _, err := frame.html(); err != nil {
			if failure, ok := err.(*Failure); ok {
				problems = append(problems, failure.Problem)
			}
		}
	}
	return problems.Sort()
}

// Parts are the parts of a key. A part that the file does not depend on is zero.
type Parts struct {
	Program   digest.Digest
	Templates digest.Digest // the template's file, the partials and the hashed static files it reaches, the words
	Site      digest.Digest // what every page knows
	Data      digest.Digest // of the page itself
}

// Parts returns what Key is made from, so that a change can be told in words.
func (r *Renderer) Parts(f plan.File) Parts {
	p := r.Around(f)
	p.Data = f.Digest()
	return p
}

// Around returns the parts of a key but for the data.
func (r *Renderer) Around(f plan.File) Parts {
	if !f.Made() {
		return Parts{}
	}
	p := Parts{Program: r.theme.program}
	if u := r.pages[f.Template]; u != nil {
		p.Templates, p.Site = u.sum, r.siteSum
		return p
	}
	format := formats[f.Template]
	p.Templates = digest.Of([]byte(f.Template))
	if format.site {
		p.Site = r.siteSum
	}
	if format.words {
		p.Templates = chain(p.Templates, r.theme.words.digest)
	}
	for _, sheet := range format.sheets {
		p.Templates = chain(p.Templates, digest.Of([]byte(r.statics[sheet])))
	}
	return p
}

// Theme returns what r renders by. It holds nothing of the plan.
func (r *Renderer) Theme() *Theme { return r.theme }

// Reaches reports whether f is made with a file of templates/, whose name is from the
// site's folder.
func (r *Renderer) Reaches(f plan.File, name string) bool {
	if r.pages[f.Template] == nil {
		return name == wordsFile && formats[f.Template].words
	}
	return name == wordsFile || slices.ContainsFunc(r.theme.reaches[f.Template].files, func(s *source) bool { return s.file() == name })
}

// Key returns the digest of all parts together.
func (p Parts) Key() digest.Digest { return chain(p.Program, p.Templates, p.Site, p.Data) }

// Key returns the digest of everything that the bytes of f depend on: of Parts.
func (r *Renderer) Key(f plan.File) digest.Digest { return r.Parts(f).Key() }

// Render returns the bytes of f. A template that fails is a problem at its place
// (*Failure).
func (r *Renderer) Render(f plan.File) ([]byte, error) {
	buf := r.pools.buffers.Get().(*bytes.Buffer)
	defer r.pools.buffers.Put(buf)
	buf.Reset()
	err := r.Write(buf, f)
	return bytes.Clone(buf.Bytes()), err
}

// Write is Render for those who have a buffer to reuse: it appends the bytes of f.
func (r *Renderer) Write(buf *bytes.Buffer, f plan.File) error {
	if !f.Made() {
		return fmt.Errorf("%s is copied and not rendered", f.Path)
	}
	if u := r.pages[f.Template]; u != nil {
		return f.Use(u.need, func(data any) error { return r.execute(buf, u, base, data) })
	}
	format, ok := formats[f.Template]
	if !ok {
		return fmt.Errorf("%s: no template or format %q", f.Path, f.Template)
	}
	if err := format.write(r, buf, f.Data()); err != nil {
		return fmt.Errorf("%s: %w", f.Path, err)
	}
	return nil
}

func (r *Renderer) execute(buf *bytes.Buffer, u *unit, name string, dot any) error {
	if u.fault != nil {
		return u.fault
	}
	set, err := u.set()
	if err != nil {
		return err
	}
	if err := set.ExecuteTemplate(bound(buf), name, dot); err != nil {
		if u.page != "" {
			name = u.page
		}
		return r.theme.failure(name, err)
	}
	return nil
}

// More than any host takes: a template that writes more does not end.
const (
	maxPage  = 64 << 20 // bytes
	maxTexts = 8 << 20  // texts, and turns of a {{range}}
)

// bound limits what is written to a buffer.
func bound(to *bytes.Buffer) *bounded { return &bounded{to, maxPage, maxTexts} }

// bounded passes on what is left.
type bounded struct {
	to          *bytes.Buffer
	left, texts int
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errEndless
	}
	if b.texts--; b.texts < 0 {
		return 0, errIdle
	}
	return b.to.Write(p)
}

// executeToHTML executes a frame, card or part.
func (r *Renderer) executeToHTML(u *unit, name string, dot any) (template.HTML, error) {
	buf := r.pools.buffers.Get().(*bytes.Buffer)
	defer r.pools.buffers.Put(buf)
	buf.Reset()
	err := r.execute(buf, u, name, dot)
	return template.HTML(buf.String()), err
}

func (r *Renderer) executeFrame(name string, u *unit) (template.HTML, error) {
	u.set = r.shared
	return r.executeToHTML(u, name, r.site)
}

// bodyHTML returns a body with its holes filled.
func (r *Renderer) bodyHTML(b plan.Body) (template.HTML, error) {
	s := r.pools.scratch.Get().(*scratch)
	defer r.pools.scratch.Put(s)
	var err error
	s.html, err = r.fill(s.html[:0], b, "")
	return template.HTML(s.html), err
}

// fill appends a body's HTML to dst, its holes filled. page, when not empty, is put
// before addresses that are a fragment only; targets below this site become absolute
// with it.
func (r *Renderer) fill(dst []byte, b plan.Body, page string) ([]byte, error) {
	if b.Digest == (digest.Digest{}) {
		return dst, nil
	}
	s := r.pools.scratch.Get().(*scratch)
	defer r.pools.scratch.Put(s)
	pieces, err := r.bodies.Pieces(b.Digest, &s.pieces)
	if err != nil {
		return dst, &trouble{err}
	}
	s.holes = markdown.Holes{Page: page, Targets: s.holes.Targets[:0], Names: s.holes.Names[:0]}
	url := func(s string) string {
		if page != "" && s != "" && s[0] != '#' {
			return r.abs(s)
		}
		return s
	}
	for _, t := range b.Targets {
		s.holes.Targets = append(s.holes.Targets, markdown.Target{URL: url(t.URL), Width: t.Width, Height: t.Height})
	}
	for _, n := range b.Names {
		s.holes.Names = append(s.holes.Names, markdown.Name{Text: n.Text, URL: url(n.URL)})
	}
	html, err := pieces.Fill(dst, s.holes)
	if err != nil {
		return dst, &trouble{err}
	}
	return html, nil
}
