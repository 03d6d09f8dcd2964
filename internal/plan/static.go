package plan

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"pressbox/internal/content"
	"pressbox/internal/newsroom"
)

// planStatics plans static files: each under its own name and, where a page could
// name it, under one that changes with what it holds.
func (d *desk) planStatics(statics []Static) {
	var icons []ManifestIcon
	own := map[string]bool{}
	for _, s := range statics {
		own[s.Path] = true
		if s.Width > 0 {
			d.sized[s.Path] = s
		}
		where := at(d.base, s.Path)
		d.plan(Output{Path: where.path, URL: where.url, From: "static/" + s.Path, Sum: s.Sum})
		d.site.Static[s.Path] = where.url
		if hashable(s.Path) {
			ext := path.Ext(s.Path)
			hashed := at(d.base, strings.TrimSuffix(s.Path, ext)+"."+s.Sum.Short()+ext)
			d.plan(Output{Path: hashed.path, URL: hashed.url, From: "static/" + s.Path, Sum: s.Sum})
			d.site.Static[s.Path] = hashed.url
		}
		if icon, ok := iconOf(s.Path); ok {
			icon.Source = d.site.Static[s.Path]
			icons = append(icons, icon)
			d.useIcon(icon)
		}
	}
	// A site may bring these two itself.
	if own["robots.txt"] {
		d.ownRobots = true
	}
	manifest := at(d.base, "manifest.webmanifest")
	d.site.Manifest = manifest.url
	if !own["manifest.webmanifest"] {
		d.add(manifest, JSON, "", func(d *desk) any {
			return &Manifest{
				Name: d.cfg.Title, ShortName: d.cfg.Title, Language: d.cfg.Language,
				StartURL: d.base, Scope: d.base, Display: "browser", Icons: icons,
			}
		})
	}
}

// useIcon makes the site's picture of an icon of known size that is larger.
func (d *desk) useIcon(icon ManifestIcon) {
	text, _, _ := strings.Cut(icon.Sizes, "x")
	size, err := strconv.Atoi(text)
	if err == nil && (d.site.Icon == nil || size > d.site.Icon.Width) {
		d.site.Icon = &Image{URL: icon.Source, Alt: d.cfg.Title, Width: size, Height: size}
	}
}

// hashable reports whether a page could name a static file: one with an
// extension, that is no page itself, and that no host looks for by its name.
func hashable(p string) bool {
	switch path.Ext(p) {
	case "", ".html", ".htm", ".txt", ".xml":
		return false
	}
	return !slices.ContainsFunc(strings.Split(p, "/"), func(s string) bool { return s[:min(1, len(s))] == "." || s[:min(1, len(s))] == "_" })
}

// iconOf tells by its name whether a static file is an icon for the web manifest:
// favicon.svg, icon.svg, icon-192.png.
func iconOf(p string) (ManifestIcon, bool) {
	name := strings.TrimPrefix(path.Base(p), "fav")
	if !strings.HasPrefix(name, "icon") {
		return ManifestIcon{}, false
	}
	size := strings.TrimPrefix(strings.TrimPrefix(strings.TrimSuffix(name, path.Ext(name)), "icon"), "-")
	switch path.Ext(p) {
	case ".svg":
		return ManifestIcon{Sizes: "any", Type: "image/svg+xml"}, size == ""
	case ".png":
		digits := size != "" && strings.Trim(size, "0123456789") == ""
		return ManifestIcon{Sizes: size + "x" + size, Type: "image/png"}, digits
	}
	return ManifestIcon{}, false
}

// planMedia plans the pictures beside documents that something published shows. A
// draft's must not be found by its address.
func (d *desk) planMedia() {
	for a := range d.shown {
		d.useMedia(a)
	}
}

// useMedia plans a picture beside documents, once.
func (d *desk) useMedia(a *content.Asset) {
	if _, ok := d.media[a]; ok {
		return
	}
	where := at(d.base, "media/"+strings.TrimPrefix(a.Path, "content/"))
	d.media[a] = where
	d.plan(Output{Path: where.path, URL: where.url, From: a.Path, Sum: a.Sum})
}

// pictures gives the pictures beside documents that a text and its image show.
func pictures(im *newsroom.Image, links []newsroom.Ref, yield func(*content.Asset) bool) bool {
	if im != nil && im.Asset != nil && !yield(im.Asset) {
		return false
	}
	for _, r := range links {
		if a, ok := r.To.(*content.Asset); ok && !yield(a) {
			return false
		}
	}
	return true
}

// postPictures gives the pictures that a post shows.
func postPictures(p *newsroom.Post, yield func(*content.Asset) bool) bool {
	return p.Retracted != nil || pictures(p.Image, p.Links, yield)
}

// shown gives the pictures that something published shows, each as often.
func (d *desk) shown(yield func(*content.Asset) bool) {
	for _, p := range d.room.Posts {
		if !postPictures(p, yield) {
			return
		}
	}
	for _, p := range d.room.Players {
		if !pictures(p.Image, d.room.Text(p.Doc).Links, yield) {
			return
		}
	}
	for _, t := range d.room.Teams {
		if !pictures(t.Image, d.room.Text(t.Doc).Links, yield) {
			return
		}
	}
	for _, s := range d.room.Sources {
		if !pictures(s.Image, d.room.Text(s.Doc).Links, yield) {
			return
		}
	}
	for _, a := range d.room.Authors {
		if !pictures(a.Image, d.room.Text(a.Doc).Links, yield) {
			return
		}
	}
	for _, s := range d.room.Stories {
		if !pictures(nil, d.room.Text(s.Doc).Links, yield) {
			return
		}
	}
	for _, p := range d.room.Pages {
		if !pictures(p.Image, d.room.Text(p.Doc).Links, yield) {
			return
		}
	}
}
