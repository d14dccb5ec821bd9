import tests.designs as d
from tests.designs import *
from dataclasses import replace
import pickle
by={x.name:x for x in DESIGNS}
ds=[by["shipped"],by["reference: fastText"],by["C = 30, terms in 3 documents or more"],by["stop words removed"],
 Design("stop words, C=30, min 3",terms="no stop words",strength=30,least=3),
 by["C = 100, stop words removed"],by["sentences weighted by not being boilerplate"],by["second stage: years, people led, seniority"],
 replace(by["second stage: years, people led, seniority"],name="second, C=30, min 3",strength=30,least=3)]
def one(design):
    warnings.filterwarnings("ignore")
    data=texts()
    with threadpool_limits(1): logits,own=answers(design)
    asked=np.flatnonzero(data.development); lab=asked[data.y[asked]>=0]
    logits*=3/(logits[own]-logits[own].mean(1,keepdims=True)).std()
    out=[]
    for rows in (own,lab):
        sc=Scores.of(LABELS,logits[rows],data.y[rows],data.groups[rows])
        out.append([calibrated_by_group(sc,seed=k).logits for k in range(REPEATS)])
    return design.name,own,lab,out
if __name__=="__main__":
    texts(); counts("pairs"); counts("no stop words"); n=(~texts().development).sum(); print(n)
    with ProcessPoolExecutor(2,mp_context=get_context("fork")) as pool:
        js=pool.map(judge,ds[:3]); rs=list(pool.map(one,[x for x in ds if 'fast' not in x.name])); js=list(js)
    recs=table(js); print(to_markdown(recs)); pickle.dump((n,recs),open('/tmp/extra.pkl','wb'))
    data=texts(); base=rs[0]
    for name,own,lab,out in rs[1:]:
        for what,rows,k in (("corpus",own,0),("dev",lab,1)):
            y=data.y[rows]; role=y<3; g=np.unique(data.groups[rows],return_inverse=True)[1]
            A=[Scores.of(LABELS[:3],l[role,:3],y[role]) for l in out[k]]; B=[Scores.of(LABELS[:3],l[role,:3],y[role]) for l in base[3][k]]
            def st(w):
                wr=w[:,role]
                return {"roles":wr@(np.mean([a.right for a in A],0)-np.mean([b.right for b in B],0))/wr.sum(1),
                  "f1":np.mean([macro_f1(a,wr) for a in A],0)-np.mean([macro_f1(b,wr) for b in B],0),
                  "four":w@(np.mean([l.argmax(1)==y for l in out[k]],0)-np.mean([l.argmax(1)==y for l in base[3][k]],0))/w.sum(1)}
            print(name,what,{k:str(v) for k,v in intervals(st,g).items()},flush=True)
