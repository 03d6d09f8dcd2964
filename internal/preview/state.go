package preview

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"pressbox/internal/digest"
	"pressbox/internal/plan"
	"pressbox/internal/problem"
	"pressbox/internal/site"
)

//go:embed client.js
var clientJS []byte

//go:embed worker.js
var workerJS []byte

// serveOwn answers for the preview's own files.
func (s *Server) serveOwn(w http.ResponseWriter, r *http.Request, name string) {
	if !s.guard.sameOrigin(r) {
		http.Error(w, "only pages of this preview may ask", http.StatusForbidden)
		return
	}
	switch name {
	case "client.js":
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Write(clientJS)
	case "worker.js":
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Write(workerJS)
	case "events":
		s.stream.ServeHTTP(w, r)
	case "state":
		w.Header().Set("Content-Type", "application/json")
		q := r.URL.Query()
		at, err := url.PathUnescape(q.Get("path")) // as the browser's address bar has it
		if err != nil {
			http.Error(w, "no address of a page", http.StatusBadRequest)
			return
		}
		json.NewEncoder(w).Encode(s.state(s.current(r.Context()), at, q.Get("sum"), q.Get("files")))
	default:
		http.NotFound(w, r)
	}
}

// A state is what a page in a browser asks about itself.
type state struct {
	Version  uint64            `json:"version"`
	Changed  bool              `json:"changed"`  // the page is another than the one with the sum it gave
	Styles   map[string]string `json:"styles"`   // when only these changed: style sheets by their own name, and their address now
	Problems []trouble         `json:"problems"` // of the site, and of this page's template
	Below    string            `json:"below"`    // what they leave of the page; empty when it is the newest
	Page     *origin           `json:"page"`     // nil for a page that is not there
}

// A trouble is a problem as the panel shows it.
type trouble struct {
	problem.Problem
	Severity string // hides the number
	Place    string // file:line:column
	Source   string // the text of that line
	Editor   string // a link that opens the place
}

// An origin says what a page is made from.
type origin struct {
	Template  string
	Documents []document
	Note      string // draft, scheduled, or empty
	Why       string // it was last made again; empty when it was made once
	Time      string // what time the preview believes it is, when it is not the clock's
}

// A document is a file of content/ with a link that opens it.
type document struct {
	Path, Editor string
}

// state looks at one page for the browser that shows it. sum is the short digest
// of the page as it got it, files what beside said of it.
func (s *Server) state(v *view, request, sum, files string) state {
	st := state{Version: v.version, Styles: map[string]string{}, Problems: []trouble{}}
	problems := v.problems
	if p := v.site.Plan; p != nil && len(p.Files) > 0 {
		in, f, _, ok := v.find(request)
		m := v.make(in, f)
		for _, why := range failed(m.err) {
			s.fails(v, in, problem.List{why})
			if !slices.Contains(problems, why) {
				problems = append(problems[:len(problems):len(problems)], why)
			}
		}
		if m.bytes != nil {
			st.Changed, st.Styles = s.compare(in, f.Path, m.bytes, sum)
			st.Changed = st.Changed || files != "" && files != s.beside(in.Plan, m.bytes)
		}
		st.Below = s.below(v, in, f, m)
		if ok {
			st.Page = s.origin(v, in, f)
		}
	} else {
		st.Changed = digest.Of([]byte(nothingYet)).Short() != sum
	}
	for _, p := range problems {
		st.Problems = append(st.Problems, s.trouble(v, p))
	}
	return st
}

// below says in words what the page f of in is while there are errors.
func (s *Server) below(v *view, in *site.Site, f plan.File, m made) string {
	if m.bytes == nil {
		if _, ok := s.shown.get(f.Path); !ok {
			return "this page cannot be made yet"
		}
	} else if !m.older && (in != v.site || !v.behind && !v.kept[f.From]) {
		return ""
	}
	return "this is the last good page"
}

// compare tells whether page is another than the one with sum, and if nothing but
// the addresses of its style sheets differ, which: from the address the browser
// got to that of now.
func (s *Server) compare(in *site.Site, name string, page []byte, sum string) (changed bool, styles map[string]string) {
	styles = map[string]string{}
	if digest.Of(page).Short() == sum {
		return false, styles
	}
	had, ok := s.shown.version(name, sum)
	if !ok {
		return true, styles
	}
	before := had.bytes
	for own, now := range in.Plan.Site.Static {
		was := had.static[own]
		if was == now || was == "" || !strings.HasSuffix(own, ".css") || !bytes.Contains(before, []byte(was)) {
			continue
		}
		before = bytes.ReplaceAll(before, []byte(was), []byte(now))
		styles[was] = now
	}
	if !bytes.Equal(before, page) {
		return true, map[string]string{}
	}
	return false, styles
}

// trouble adds to p what the panel shows.
func (s *Server) trouble(v *view, p problem.Problem) trouble {
	t := trouble{Problem: p, Severity: p.Severity.String()}
	place := p
	place.Severity, place.Text, place.Hint = problem.Error, "", ""
	t.Place = strings.TrimSuffix(place.String(), ": ")
	if p.File != "" {
		t.Source = s.line(p.File, p.Line)
		t.Editor = s.editor(v, p.File, p.Line, p.Column)
	}
	return t
}

// longestLine is how much of a line the panel shows, in bytes.
const longestLine = 300

// line returns the text of one line of a file of the site; empty when it cannot
// be had.
func (s *Server) line(name string, number int) string {
	if number < 1 {
		return ""
	}
	root, err := os.OpenRoot(s.opt.Site.Dir)
	if err != nil {
		return ""
	}
	defer root.Close()
	info, err := root.Stat(filepath.FromSlash(name))
	if err != nil || !info.Mode().IsRegular() {
		return ""
	}
	src, err := root.ReadFile(filepath.FromSlash(name))
	if err != nil {
		return ""
	}
	lines := bytes.Split(src, []byte("\n"))
	if number > len(lines) {
		return ""
	}
	text := lines[number-1]
	return strings.ToValidUTF8(strings.TrimRight(string(text[:min(len(text), longestLine)]), "\r"), "\uFFFD")
}

// editor returns a link that opens a place in the writer's editor; empty when
// site.yaml says none.
func (s *Server) editor(v *view, name string, line, column int) string {
	if v.site.Config == nil || v.site.Config.Editor == "" {
		return ""
	}
	dir, err := filepath.Abs(s.opt.Site.Dir)
	if err != nil {
		return ""
	}
	file := url.URL{Path: filepath.ToSlash(filepath.Join(dir, filepath.FromSlash(name)))}
	return strings.NewReplacer(
		"{file}", file.EscapedPath(),
		"{line}", strconv.Itoa(max(line, 1)),
		"{column}", strconv.Itoa(max(column, 1)),
	).Replace(v.site.Config.Editor)
}

// origin says what the page f of in is made from.
func (s *Server) origin(v *view, in *site.Site, f plan.File) *origin {
	o := &origin{Template: f.Template}
	if last, ok := s.shown.get(f.Path); ok {
		o.Why = last.why
	}
	if s.opt.AsOf {
		o.Time = in.Options.Now.Format(time.RFC3339)
	}
	add := func(name string) {
		if name != "" {
			o.Documents = append(o.Documents, document{name, s.editor(v, name, 1, 1)})
		}
	}
	add(f.From)
	if !f.Made() {
		return o
	}
	page, ok := f.Data().(*plan.PostPage)
	if !ok {
		return o
	}
	switch {
	case page.Draft:
		o.Note = "draft: readers do not see this page"
	case page.Scheduled:
		o.Note = "scheduled for " + string(page.Published) + ": readers do not see this page yet"
	}
	for _, link := range named(page) {
		if u, err := url.Parse(link.URL); err == nil {
			if name, _, ok := locate(in.Plan, u.Path); ok {
				if record, ok := in.Plan.Lookup(name); ok {
					add(record.From)
				}
			}
		}
	}
	return o
}

// named returns the links of a post to the records it is made from.
func named(page *plan.PostPage) []plan.Link {
	var links []plan.Link
	for _, p := range page.Players {
		links = append(links, p.Link)
	}
	for _, t := range page.Teams {
		links = append(links, t.Link)
	}
	for _, c := range page.Credits {
		links = append(links, c.Source)
	}
	links = append(links, page.Authors...)
	if page.Story != nil {
		links = append(links, page.Story.Story)
	}
	return links
}
