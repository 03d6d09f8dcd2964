package main

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"pressbox/internal/scratch"
)

func TestMain(m *testing.M) {
	testscript.Main(inMemory{m}, map[string]func(){"pressbox": main})
}

// inMemory runs tests whose temporary files lie in memory, where there is room.
type inMemory struct{ *testing.M }

func (m inMemory) Run() int {
	defer scratch.InMemory()()
	return m.M.Run()
}

// TestScripts runs the command lines of testdata/script. Besides the commands of
// testscript they have
//
//	demo DIR [shuffled]    copies the demonstration newsroom to DIR, its files made in another order
//	sametree A B           fails unless two folders hold the same files with the same bytes
//	nowhere TEXT DIR       fails when a file below DIR, or its name, holds TEXT
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("REPOSITORY", repository())
			// A terminal's answer to who may commit.
			env.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
			for _, who := range []string{"AUTHOR", "COMMITTER"} {
				env.Setenv("GIT_"+who+"_NAME", "Desk")
				env.Setenv("GIT_"+who+"_EMAIL", "desk@example.org")
			}
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"demo": func(ts *testscript.TestScript, _ bool, args []string) {
				var order func([]string)
				if len(args) == 2 && args[1] == "shuffled" {
					order = func(paths []string) {
						rand.New(rand.NewPCG(1, 2)).Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
					}
				}
				ts.Check(copyDemo(ts.MkAbs(args[0]), order))
			},
			"sametree": func(ts *testscript.TestScript, neg bool, args []string) {
				a, err := readTree(ts.MkAbs(args[0]))
				ts.Check(err)
				b, err := readTree(ts.MkAbs(args[1]))
				ts.Check(err)
				if diff := diffTrees(a, b); (diff != "") != neg {
					ts.Fatalf("%s and %s: %s", args[0], args[1], diff)
				}
			},
			"json": func(ts *testscript.TestScript, _ bool, args []string) {
				if text := ts.ReadFile(args[0]); !json.Valid([]byte(text)) {
					ts.Fatalf("not one value of JSON: %s", text)
				}
			},
			"nowhere": func(ts *testscript.TestScript, neg bool, args []string) {
				tree, err := readTree(ts.MkAbs(args[1]))
				ts.Check(err)
				if len(tree) == 0 {
					ts.Fatalf("%s is empty", args[1])
				}
				if found := holding(tree, args[0]); (len(found) > 0) != neg {
					ts.Fatalf("%q is in %q", args[0], found)
				}
			},
		},
	})
}
