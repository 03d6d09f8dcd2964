package publish

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pressbox/internal/digest"
	"pressbox/internal/plan"
	"pressbox/internal/problem"
	"pressbox/internal/site"
)

// A world is a site under random edits: its files by name, and what lies outside
// of them.
type world struct {
	*folderOf
	r        *rand.Rand
	files    map[string]string
	changed  []string // since the last build
	program  string
	drafts   bool
	previous *site.Site
	made     int // posts so far
	idle     int // builds that found nothing to do
	bases    map[standing]digest.Digest
}

// A standing is a file with what its data is told from.
type standing struct {
	path   string
	ground digest.Digest
	basis  plan.Basis
}

func newWorld(t testing.TB, seed uint64) *world {
	f := &folderOf{TB: t, dir: t.TempDir(), now: time.Date(2022, 11, 20, 12, 0, 0, 0, time.UTC)}
	f.out = filepath.Join(f.dir, "public")
	w := &world{folderOf: f, r: rand.New(rand.NewPCG(seed, 7)), files: map[string]string{}, program: "one", bases: map[standing]digest.Digest{}}
	w.settings("A Site", 2, "/:year/:month/:slug/")
	for _, id := range []string{"rams", "vikings", "saints"} {
		w.team(id, strings.ToUpper(id[:1])+id[1:])
	}
	for _, id := range []string{"cam-akers", "cooper-kupp", "josh-allen"} {
		w.player(id)
	}
	w.set("content/sources/josina-anderson.md", "---\nname: Josina Anderson\noutlet: A Network\n---\nA reporter.\n")
	w.set("content/authors/ann-writer.md", "---\nname: Ann Writer\n---\n")
	w.set("content/pages/about.md", "---\ntitle: About\n---\nSee [Akers](player:cam-akers).\n")
	for range 9 {
		w.newPost()
	}
	return w
}

func (w *world) set(name, text string) {
	w.Helper()
	w.files[name] = text
	w.changed = append(w.changed, name)
	w.write(name, text)
}

func (w *world) remove(name string) {
	w.Helper()
	delete(w.files, name)
	w.changed = append(w.changed, name)
	w.must(os.Remove(filepath.Join(w.dir, filepath.FromSlash(name))))
}

// one returns any file below a folder, or "".
func (w *world) one(folder string) string {
	var names []string
	for name := range w.files {
		if strings.HasPrefix(name, folder) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	return names[w.r.IntN(len(names))]
}

func (w *world) pick(from ...string) string { return from[w.r.IntN(len(from))] }

func (w *world) settings(title string, perPage int, permalink string) {
	w.set("site.yaml", fmt.Sprintf("id: an-id\ntitle: %s\nbase_url: https://example.org/news/\nper_page: %d\npermalink: %s\nunregistered: allow\nrules: {broken-link: warn}\nmarkdown: {link_names: true}\n", title, perPage, permalink))
}

func (w *world) team(id, name string) {
	w.set("content/teams/"+id+".md", fmt.Sprintf("---\nname: %s\nleague: nfl\nconference: %s\ncolors: {primary: \"#00%02x94\"}\n---\n", name, w.pick("NFC", "AFC"), w.r.IntN(256)))
}

func (w *world) player(id string) {
	words := strings.Split(id, "-")
	for i, s := range words {
		words[i] = strings.ToUpper(s[:1]) + s[1:]
	}
	w.set("content/players/"+id+".md", fmt.Sprintf("---\nname: %s\nposition: %s\nborn: 19%02d-06-22\nteams: [{team: %s, from: 2020, to: 2022-11-%02d}, {team: %s, from: 2022-11-%02d}]\n---\nA %s. %s\n",
		strings.Join(words, " "), w.pick("RB", "WR", "QB"), 80+w.r.IntN(19), w.pick("rams", "vikings"), 1+w.r.IntN(9), "saints", 10+w.r.IntN(9), w.pick("back", "receiver"), w.pick("", w.toPost())))
}

func (w *world) newPost() {
	w.made++
	w.post(fmt.Sprintf("content/posts/2022/11/post-%d.md", w.made), "2022-11-"+fmt.Sprintf("%02d", 1+w.r.IntN(28)))
}

func (w *world) post(name, date string) {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %s %d\ndate: %s\nplayer: [%s]\nsource: %s\n", w.pick("News", "Word", "Talk"), w.r.IntN(100), date,
		w.pick("Cam Akers", "Cooper Kupp", "Josh Allen", "Cam Akers, Cooper Kupp", "Some Body", "SOME BODY", "Some Bódy, Cam Akers"), w.pick("Josina Anderson", "A Stranger", "A STRANGER"))
	if w.r.IntN(2) == 0 {
		fmt.Fprintf(&b, "author: %s\n", w.pick("Ann Writer", "Al Scribe", "AL SCRIBE"))
	}
	if w.r.IntN(6) == 0 {
		fmt.Fprintf(&b, "team: %s\n", w.pick("rams", "A Village", "A VILLAGE"))
	}
	if w.r.IntN(3) == 0 {
		fmt.Fprintf(&b, "story: %s\nstatus: %s\n", w.pick("trade", "injury"), w.pick("rumor", "reported", "official", "denied"))
	}
	switch w.r.IntN(12) {
	case 0:
		b.WriteString("draft: true\n")
	case 1:
		fmt.Fprintf(&b, "expires: 2022-11-%02d\n", 10+w.r.IntN(19))
	case 2:
		b.WriteString("retracted: {date: 2022-11-19, reason: It was wrong}\n")
	case 3:
		fmt.Fprintf(&b, "tags: [%s]\n", w.pick("trades", "Trades", "injuries"))
	case 4:
		fmt.Fprintf(&b, "aliases: [/old/%d/]\n", w.r.IntN(1e6))
	case 5:
		b.WriteString("updates: [{date: 2022-11-29, text: More came}]\n")
	}
	b.WriteString("---\n")
	b.WriteString(w.text())
	w.set(name, b.String())
}

func (w *world) text() string {
	s := w.pick("Cam Akers was seen.", "Some Body and SOME BODY of A Village were seen.", w.toPost(), "Nobody was seen, but [he](player:cam-akers) was heard.", "A **loud** day[^1].\n\n[^1]: So it is said.", "[[Cooper Kupp]] spoke.") + "\n"
	for range w.r.IntN(3) {
		s += "\nLine " + strconv.Itoa(w.r.IntN(1000)) + ".\n"
	}
	return s
}

// toPost returns a sentence that leads to some post.
func (w *world) toPost() string {
	name := w.one("content/posts/")
	if name == "" {
		return "There is nothing to read."
	}
	return "It is [all here](" + name + ")."
}

// edit changes one thing and says what.
func (w *world) edit() string {
	name := w.one("content/posts/")
	if name == "" {
		w.newPost()
		return "new post"
	}
	text := w.files[name]
	front, body, _ := strings.Cut(text[len("---\n"):], "---\n")
	with := func(key, value string) {
		var lines []string
		for line := range strings.Lines(front) {
			if !strings.HasPrefix(line, key+":") {
				lines = append(lines, line)
			}
		}
		w.set(name, "---\n"+strings.Join(lines, "")+key+": "+value+"\n---\n"+body)
	}
	n := w.r.IntN(1000)
	switch w.r.IntN(24) {
	case 0, 1:
		w.set(name, "---\n"+front+"---\n"+w.text())
		return "body of " + name
	case 2:
		w.set(name, text+"\nA last line, "+strconv.Itoa(n)+".\n")
		return "end of " + name
	case 3:
		with("title", fmt.Sprintf("Retitled %d", n))
		return "title of " + name
	case 4:
		with("date", fmt.Sprintf("2022-%02d-%02d", 9+w.r.IntN(3), 1+n%28))
		return "date of " + name
	case 5:
		to := path.Join(path.Dir(name), fmt.Sprintf("renamed-%d.md", w.made*1000+n))
		w.remove(name)
		w.set(to, text)
		return "rename " + name + " to " + to
	case 6:
		w.remove(name)
		return "remove " + name
	case 7, 8:
		w.newPost()
		return "new post"
	case 9:
		w.post(name, fmt.Sprintf("2022-11-%02d %02d:30", 1+n%28, n%24))
		return "other front matter of " + name
	case 10:
		w.player(w.pick("cam-akers", "cooper-kupp", "josh-allen"))
		return "a player's record"
	case 11:
		w.team(w.pick("rams", "vikings", "saints"), w.pick("Rams", "Lions", "Bears")+strconv.Itoa(n))
		return "a team's record"
	case 12:
		if w.files["content/players/some-body.md"] == "" {
			w.player("some-body")
			return "register a player"
		}
		w.remove("content/players/some-body.md")
		return "forget a player"
	case 13:
		if w.files["content/stories/trade.md"] != "" && n%3 == 0 {
			w.remove("content/stories/trade.md")
			return "forget a story"
		}
		w.set("content/stories/trade.md", fmt.Sprintf("---\ntitle: The Trade %d\n---\n%s\n", n, w.toPost()))
		return "a story's record"
	case 14:
		w.set("content/leagues/nfl.md", fmt.Sprintf("---\nname: NFL\nseason_start: %s-01\n---\n", w.pick("03", "09", "11")))
		return "the league's record"
	case 15:
		w.set("templates/"+w.pick("post.html", "player.html", "list.html"), fmt.Sprintf("{{define \"main\"}}<p>%d {{.URL}} {{.Title}}</p>{{end}}\n", n))
		return "a template"
	case 16:
		w.set("templates/partials/card.html", fmt.Sprintf("<p>%d <a href=\"{{.URL}}\">{{.Title}}</a></p>\n", n))
		return "the card"
	case 17:
		if name := w.one("templates/"); name != "" {
			w.remove(name)
			return "the theme's own " + name
		}
	case 18:
		w.set("static/css/site.css", fmt.Sprintf("body { margin: %dpx }\n", n))
		return "the style sheet"
	case 19:
		w.set("static/file-"+strconv.Itoa(n%3)+".txt", strconv.Itoa(n))
		return "a static file"
	case 20:
		w.settings(fmt.Sprintf("Site %d", n%4), 2+n%2, w.pick("/:year/:month/:slug/", "/:year/:month/:day/:slug/"))
		return "site.yaml"
	case 21:
		w.now = w.now.Add(time.Duration(w.r.IntN(200)-60) * time.Hour)
		return "the clock: " + w.now.String()
	case 22:
		if n%2 == 0 {
			w.drafts = !w.drafts
			return "drafts"
		}
		w.program = strconv.Itoa(n)
		return "the program"
	case 23:
		return w.damage()
	}
	return "nothing"
}

// damage harms the output folder, as a careless hand would.
func (w *world) damage() string {
	if w.previous != nil && w.previous.Problems.Failed() {
		return "nothing" // what is not mended at once and then not wanted any more is somebody else's
	}
	var files []string
	for name := range w.tree() {
		if !strings.HasSuffix(name, "/") {
			files = append(files, name)
		}
	}
	if len(files) == 0 {
		return "nothing"
	}
	slices.Sort(files)
	name := files[w.r.IntN(len(files))]
	full := filepath.Join(w.out, filepath.FromSlash(name))
	switch w.r.IntN(4) {
	case 0:
		w.must(os.Remove(full))
		return "remove " + name + " from the output"
	case 1:
		w.must(os.WriteFile(full, []byte("touched"), 0o666))
		return "write to " + name + " in the output"
	case 2:
		old := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
		w.must(os.Chtimes(full, old, old))
		return "set back the time of " + name
	}
	w.must(os.RemoveAll(filepath.Dir(full)))
	return "remove the folder of " + name
}

func (w *world) options() site.Options {
	opt := w.folderOf.options()
	opt.Program, opt.Drafts = w.program, w.drafts
	return opt
}

// wanted returns what a clean build makes, and its warnings, or the problems that it has.
func (w *world) wanted(ctx context.Context) (map[string]string, problem.List, error) {
	opt := w.options()
	opt.Fresh = true
	s, err := site.Load(ctx, opt, nil, nil)
	if err != nil {
		return nil, nil, err
	}
	if s.Problems.Failed() {
		return nil, nil, &Refusal{s.Problems}
	}
	tree := map[string]string{}
	for _, f := range s.Plan.Files {
		if at := (standing{f.Path, s.Ground(), f.Basis()}); at.basis != 0 {
			if sum, ok := w.bases[at]; ok && sum != f.Digest() {
				w.Fatalf("%s has other data on the same basis and ground", f.Path)
			}
			w.bases[at] = f.Digest()
		}
		from, err := s.Open(f)
		if err != nil {
			return nil, nil, err
		}
		content, err := io.ReadAll(from)
		if err != nil {
			return nil, nil, err
		}
		from.Close()
		tree[f.Path] = string(content)
		for dir := path.Dir(f.Path); dir != "."; dir = path.Dir(dir) {
			tree[dir+"/"] = ""
		}
	}
	return tree, s.Problems, nil
}

// publish builds after an edit, in a new process or in one that goes on, and
// returns the warnings.
func (w *world) publish(ctx context.Context) (problem.List, error) {
	w.Helper()
	var hints []string
	if w.r.IntN(2) == 0 { // a new process
		in, done := w.unchanged(ctx)
		if done != nil {
			return done.Problems, nil
		}
		s, err := in.Site(ctx, nil)
		w.must(err)
		w.previous = s
	} else {
		if w.r.IntN(2) == 0 {
			hints = w.changed
		}
		s, err := site.Load(ctx, w.options(), w.previous, hints)
		w.must(err)
		w.previous = s
	}
	w.changed = nil
	_, _, err := Dir(ctx, w.previous, w.out, Options{})
	return w.previous.Problems, err
}

func (w *world) unchanged(ctx context.Context) (*site.Inputs, *Outcome) {
	w.Helper()
	in, err := site.Read(ctx, w.options(), nil, nil)
	w.must(err)
	done, err := Unchanged(ctx, in, w.out, Options{})
	w.must(err)
	return in, done
}

// step builds after an edit and compares the tree with a clean one.
func (w *world) step(what string) {
	w.Helper()
	ctx := context.Background()
	warnings, err := w.publish(ctx)
	want, wantWarnings, wantErr := w.wanted(ctx)
	var refusal, wantRefusal *Refusal
	if errors.As(wantErr, &wantRefusal) {
		if !errors.As(err, &refusal) {
			w.Fatalf("%s: a fresh load refuses the site, this one did not (%v):\n%v", what, err, wantRefusal.Problems)
		}
		if diff := cmp.Diff(wantRefusal.Problems, refusal.Problems); diff != "" {
			w.Fatalf("%s: the problems are not those of a fresh load (-fresh +got):\n%s", what, diff)
		}
		return
	}
	w.must(wantErr)
	if err != nil {
		w.Fatalf("%s: %v", what, err)
	}
	if diff := cmp.Diff(wantWarnings, warnings, cmpopts.EquateEmpty()); diff != "" {
		w.Fatalf("%s: the warnings are not those of a fresh load (-fresh +got):\n%s", what, diff)
	}
	same := func() {
		w.Helper()
		if got := w.tree(); !maps.Equal(want, got) {
			w.Fatalf("%s: the tree is not that of a clean build (-clean +got):\n%s", what, cmp.Diff(want, got))
		}
	}
	same()
	if w.r.IntN(4) > 0 {
		return
	}
	_, done := w.unchanged(ctx)
	if done == nil {
		w.Fatalf("%s: a build that follows found something to do", what)
	}
	if diff := cmp.Diff(wantWarnings, done.Problems, cmpopts.EquateEmpty()); diff != "" {
		w.Fatalf("%s: the warnings of a build that follows are not those of a fresh load (-fresh +got):\n%s", what, diff)
	}
	same()
	w.idle++
}

func TestIncrementalEqualsClean(t *testing.T) {
	steps := 60
	if s := os.Getenv("PRESSBOX_STEPS"); s != "" {
		var err error
		if steps, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	// Each half begins anew, so that both of two processors have something to do.
	for seed := range uint64(2) {
		t.Run(fmt.Sprintf("world %d", seed+1), func(t *testing.T) {
			t.Parallel()
			steps := steps / 2
			w := newWorld(t, seed+1)
			w.step("first build")
			refused := 0
			for i := range steps {
				what := fmt.Sprintf("step %d: %s", i+1, w.edit())
				w.step(what)
				if w.previous.Problems.Failed() {
					refused++
				}
			}
			t.Logf("%d of %d steps had a site with errors, %d were followed by a build with nothing to do", refused, steps, w.idle)
			if refused > steps/2 {
				t.Errorf("%d of %d steps had a site with errors: the edits test little", refused, steps)
			}
		})
	}
}

func FuzzIncrementalEqualsClean(f *testing.F) {
	f.Add(uint64(1), uint8(3))
	f.Add(uint64(2022), uint8(7))
	f.Fuzz(func(t *testing.T, seed uint64, steps uint8) {
		w := newWorld(t, seed)
		w.step("first build")
		for i := range int(steps%8) + 1 {
			w.step(fmt.Sprintf("step %d: %s", i+1, w.edit()))
		}
	})
}
