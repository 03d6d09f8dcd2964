package preview

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"

	"pressbox/internal/content"
	"pressbox/internal/plan"
	"pressbox/internal/problem"
	"pressbox/internal/render"
	"pressbox/internal/site"
)

// A view is what the server shows between two loads. It never changes.
type view struct {
	version  uint64
	site     *site.Site                // what pages are of: the newest, with what has errors as it was before
	kept     map[string]bool           // the files of content/ that site has as they were before they were broken
	behind   bool                      // site is an earlier one as a whole
	themes   []func() *render.Renderer // what makes files of site by earlier templates, the latest first
	inputs   *site.Inputs              // the newest, from which the next are read
	newest   *site.Site                // of all of them that can be read
	problems problem.List              // of all of them
	failure  string                    // trouble with the machine, of which problems tells too; empty when there was none
	follow   string                    // address of the page of the document just saved; empty when none
}

const (
	templates = "templates/"
	machine   = "machine" // the rule of a problem that is trouble with the machine
	maxThemes = 4         // so many saves of templates may go by before somebody looks at a page that they broke
)

// broken reports whether in has errors in anything but its templates and documents: of
// those, every page shows what it can.
func broken(in *site.Site) bool {
	return slices.ContainsFunc(in.Problems, func(p problem.Problem) bool {
		return p.Severity == problem.Error && !strings.HasPrefix(p.File, templates) && !strings.HasPrefix(p.File, content.Folder+"/")
	})
}

// turn makes v show what was read: as it is, or with what is broken as it was before, or not
// at all if what it showed was whole and this is not.
func (v *view) turn(ctx context.Context, in *site.Inputs) error {
	last := v.site
	k, err := in.Keep(ctx, last)
	if err != nil {
		return err
	}
	v.inputs, v.newest, v.problems = in, k.All, k.Problems
	v.site, v.kept, v.behind = k.Site, k.Files, false
	if broken(k.Site) && !broken(last) {
		v.site, v.behind = last, true
	}
	return nil
}

// themes are templates that rendered before those of the newest site, the latest first.
// They hold nothing of a site.
type themes struct {
	all    []*render.Theme
	failed *render.Theme // the latest that a page could not be made by
}

// leave takes in the theme of a site that is the newest no longer. What has errors is
// of no use later, and what failed on a page only where there is nothing else.
func (t *themes) leave(in *site.Site) {
	theme := in.Renderer.Theme()
	bad := slices.ContainsFunc(in.Problems, func(p problem.Problem) bool {
		return p.Severity == problem.Error && strings.HasPrefix(p.File, templates)
	})
	if bad || t.failed == theme && len(t.all) > 0 {
		return
	}
	t.all = slices.DeleteFunc(t.all, func(o *render.Theme) bool { return o.Digest() == theme.Digest() })
	t.all = slices.Insert(t.all, 0, theme)
	t.all = t.all[:min(len(t.all), maxThemes)]
}

// renderers returns what makes the files of in by those themes.
func (t *themes) renderers(in *site.Site) []func() *render.Renderer {
	var all []func() *render.Renderer
	for _, theme := range t.all {
		if theme != in.Renderer.Theme() {
			all = append(all, sync.OnceValue(func() *render.Renderer { return theme.For(in.Plan, in.Content, in.Renderer) }))
		}
	}
	return all
}

// find returns the file that the path of a request names and the site that has it, or
// where the request is to go instead. A document that was never without errors has its
// page in the newest site alone.
func (v *view) find(request string) (in *site.Site, f plan.File, redirect string, ok bool) {
	for _, in := range []*site.Site{v.site, v.newest} {
		if in.Plan == nil {
			continue
		}
		name, redirect, ok := locate(in.Plan, request)
		if ok || redirect != "" {
			f, _ = in.Plan.Lookup(name)
			return in, f, redirect, ok
		}
	}
	f, _ = v.site.Plan.Lookup("404.html")
	return v.site, f, "", false
}

// A made is a file as it is shown.
type made struct {
	bytes []byte // as build writes them; nil when it cannot be made
	parts render.Parts
	older bool  // by templates that were there before the newest
	err   error // why it cannot be made by the newest
}

// make returns f of in: by its own templates, or, where they fail or have an error, by
// the last that make it.
func (v *view) make(in *site.Site, f plan.File) made {
	if !f.Made() {
		b, err := read(in, f)
		return made{bytes: b, err: err}
	}
	wrong := slices.ContainsFunc(in.Problems, func(p problem.Problem) bool {
		return p.Severity == problem.Error && strings.HasPrefix(p.File, templates) && in.Renderer.Reaches(f, p.File)
	})
	var err error
	if !wrong {
		var b []byte
		if b, err = in.Renderer.Render(f); err == nil {
			return made{bytes: b, parts: in.Renderer.Parts(f)}
		}
	}
	if in == v.site {
		for _, renderer := range v.themes {
			r := renderer()
			if b, olderErr := r.Render(f); olderErr == nil {
				return made{bytes: b, parts: r.Parts(f), older: true, err: err}
			}
		}
	}
	if wrong { // what is wrong may be in a part that this page does not come to
		var b []byte
		if b, err = in.Renderer.Render(f); err == nil {
			return made{bytes: b, parts: in.Renderer.Parts(f)}
		}
	}
	return made{err: err}
}

// read returns the bytes of f, the same that build writes.
func read(in *site.Site, f plan.File) ([]byte, error) {
	r, err := in.Open(f)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// failed returns the problem of a page that cannot be made, if that is what err is.
func failed(err error) problem.List {
	var failure *render.Failure
	if errors.As(err, &failure) {
		return problem.List{failure.Problem}
	}
	if err != nil {
		return problem.List{{Severity: problem.Error, Rule: machine, Text: err.Error()}}
	}
	return nil
}
