package publish

import (
	"context"
	"io"
	"path"
	"slices"
	"strings"
	"sync"

	"pressbox/internal/plan"
)

// A form is what stands at a path.
type form uint8

const (
	absent form = iota
	regular
	foldered // a folder
	odd      // a link or a device
)

// A spot is one path that the plan, the record or the journal names. There are as
// many as files, so what only those need that are made is in a job.
type spot struct {
	path    string
	file    *plan.File // nil when it is not planned
	at      int32      // of file among the files of the plan
	was     *Entry     // nil when the record does not name it
	job     *job       // nil when it is left as it is
	mtime   int64
	folder  int32 // in build.folders
	form    form
	do      action
	pending bool // an interrupted build may have changed it
	same    bool // its size and time are as recorded
}

// ours reports whether the file at s may be replaced.
func (s *spot) ours() bool { return s.was != nil || s.pending }

// A folder is a folder that spots lie in.
type folder struct {
	path   string // empty for the output folder
	parent int32  // -1 for the output folder
	form   form
	known  int64 // time as recorded; 0 when unknown
	mtime  int64
	wanted bool // planned files lie in it or below
	made   bool // by this build
	dirty  bool // we changed something in it
	alien  bool // it holds something that is not ours
}

// survey lists every path that matters, and their folders.
func (b *build) survey() {
	for _, d := range b.was.parts {
		b.parts.number(d)
	}
	files, entries, paths := b.files, b.was.tree, b.pending.paths
	b.spots = make([]spot, 0, max(len(files), len(entries)))
	b.next.tree = make(Tree, len(files))
	b.folders = []folder{{parent: -1, form: foldered}}
	open := []int32{0} // folders around the last path, outermost first
	for len(files)+len(entries)+len(paths) > 0 {
		next := ""
		if len(files) > 0 {
			next = files[0].Path
		}
		if len(entries) > 0 && (next == "" || entries[0].Path < next) {
			next = entries[0].Path
		}
		if len(paths) > 0 && (next == "" || paths[0] < next) {
			next = paths[0]
		}
		s := spot{path: next, pending: b.pending.damaged}
		if len(files) > 0 && files[0].Path == next {
			s.at = int32(len(b.next.tree) - len(files))
			s.file, files = &files[0], files[1:]
		}
		if len(entries) > 0 && entries[0].Path == next {
			s.was, entries = &entries[0], entries[1:]
		}
		if len(paths) > 0 && paths[0] == next {
			s.pending, paths = true, paths[1:]
		}
		for {
			around := b.folders[open[len(open)-1]].path
			if around == "" || len(next) > len(around) && next[len(around)] == '/' && next[:len(around)] == around {
				break
			}
			open = open[:len(open)-1]
		}
		for {
			last := open[len(open)-1]
			from := len(b.folders[last].path)
			if from > 0 {
				from++
			}
			slash := strings.IndexByte(next[from:], '/')
			if slash < 0 {
				break
			}
			b.folders = append(b.folders, folder{path: next[:from+slash], parent: last})
			open = append(open, int32(len(b.folders)-1))
		}
		s.folder = open[len(open)-1]
		if s.file != nil || b.site == nil {
			b.folders[s.folder].wanted = true
		}
		b.spots = append(b.spots, s)
	}
	for i := len(b.folders) - 1; i > 0; i-- { // children come after their parents
		if f := &b.folders[i]; f.wanted {
			b.folders[f.parent].wanted = true
		}
	}
	at := 0
	for i := range b.folders { // both are in folderOrder
		for at < len(b.was.folders) && folderOrder(b.was.folders[at].path, b.folders[i].path) < 0 {
			at++
		}
		if at < len(b.was.folders) && b.was.folders[at].path == b.folders[i].path {
			b.folders[i].known = b.was.folders[at].mtime
		}
	}
}

// look sees what stands at every spot. A spot costs one lstat and so does a
// folder, which is listed only if its time is not the recorded one.
func (b *build) look(ctx context.Context) error {
	from, err := newLookout(b.root)
	if err != nil {
		return err
	}
	defer from.close()
	top, err := b.root.Stat(".")
	if err != nil {
		return err
	}
	b.folders[0].mtime = top.ModTime().UnixNano()
	if empty, err := b.empty(); empty || err != nil {
		return err
	}
	err = each(ctx, b.jobs, len(b.folders), func(i int) error {
		f := &b.folders[i]
		if i == 0 {
			return nil
		}
		var err error
		f.form, _, f.mtime, err = from.lstat(f.path)
		return err
	})
	if err != nil {
		return err
	}
	for i := range b.folders { // parents come first
		if f := &b.folders[i]; f.parent >= 0 && b.folders[f.parent].form != foldered {
			f.form = absent
		}
	}
	err = each(ctx, b.jobs, len(b.spots), func(i int) error {
		s := &b.spots[i]
		if b.folders[s.folder].form != foldered {
			return nil
		}
		var err error
		var size int64
		s.form, size, s.mtime, err = from.lstat(s.path)
		s.same = s.was != nil && s.form == regular && size == s.was.Size && s.mtime == s.was.mtime
		return err
	})
	if err != nil {
		return err
	}
	var mu sync.Mutex
	err = each(ctx, b.jobs, len(b.folders), func(i int) error {
		f := &b.folders[i]
		if f.form != foldered || f.known != 0 && f.known == f.mtime && !b.opt.Clean {
			return nil
		}
		found, err := b.strangers(f.path)
		if len(found) > 0 {
			f.alien = true
			mu.Lock()
			b.foreign = append(b.foreign, found...)
			mu.Unlock()
		}
		return err
	})
	return err
}

// empty reports whether nothing lies in the output folder.
func (b *build) empty() (bool, error) {
	top, err := b.root.Open(".")
	if err != nil {
		return false, err
	}
	defer top.Close()
	_, err = top.Readdirnames(1)
	if err == io.EOF {
		return true, nil
	}
	return false, err
}

// strangers lists what lies in a folder and is named nowhere. A folder that a
// version control system or a build of ours keeps there is none.
func (b *build) strangers(dir string) ([]string, error) {
	file, err := b.root.Open(orDot(dir))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	entries, err := file.ReadDir(-1)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, e := range entries {
		name := e.Name()
		if dir == "" && (name == stageName || name == ".git" || name == ".hg" || name == ".svn") {
			continue
		}
		p := path.Join(dir, name)
		if _, ok := b.spot(p); ok || b.leads(p) {
			continue
		}
		if e.IsDir() {
			p += "/"
		}
		found = append(found, p)
	}
	return found, nil
}

// spot returns the spot at p.
func (b *build) spot(p string) (*spot, bool) {
	i, ok := b.search(p)
	if !ok {
		return nil, false
	}
	return &b.spots[i], true
}

// leads reports whether a spot lies below the folder p.
func (b *build) leads(p string) bool {
	i, _ := b.search(p + "/")
	return i < len(b.spots) && strings.HasPrefix(b.spots[i].path, p+"/")
}

func (b *build) search(p string) (int, bool) {
	return slices.BinarySearchFunc(b.spots, p, func(s spot, p string) int { return strings.Compare(s.path, p) })
}

func orDot(dir string) string {
	if dir == "" {
		return "."
	}
	return dir
}
